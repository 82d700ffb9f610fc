"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { updateGroupAction } from "#app/administration/domains/actions.ts";
import { GroupFields } from "#app/administration/domains/group-fields.tsx";
import type { DomainGroup } from "#lib/domains/domain-tree.ts";

export function EditGroupForm({ group }: { group: DomainGroup }) {
  const { state, form } = useForm(updateGroupAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="group" value={group.id} />
      <GroupFields state={state} initial={group} />
      <SubmitButton busy="Saving …">Save</SubmitButton>
    </form>
  );
}
