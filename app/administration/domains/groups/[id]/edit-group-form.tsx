"use client";

import type { DomainGroup } from "#lib/domains/domain-tree.ts";
import { FormAlert, SubmitButton } from "../../../../ui/form-parts.tsx";
import { useForm } from "../../../../ui/use-form.ts";
import { editGroupAction } from "../../actions.ts";
import { GroupFields } from "../../group-fields.tsx";

export function EditGroupForm({ group }: { group: DomainGroup }) {
  const { state, form } = useForm(editGroupAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="group" value={group.id} />
      <GroupFields state={state} initial={group} />
      <SubmitButton busy="Saving …">Save</SubmitButton>
    </form>
  );
}
