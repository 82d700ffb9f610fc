"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { updateGroupAction } from "#app/administration/domains/actions.ts";
import { ColourField, DescriptionField } from "#app/administration/domains/group-fields.tsx";
import type { DomainGroup } from "#lib/domains/domain-tree.ts";

export function EditGroupForm({ group }: { group: DomainGroup }) {
  const { state, form } = useForm(updateGroupAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="group" value={group.id} />
      <DescriptionField state={state} initial={group.description} />
      <ColourField state={state} initial={group.colour} />
      <SubmitButton busy="Saving…">Save</SubmitButton>
    </form>
  );
}
