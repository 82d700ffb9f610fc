"use client";

import { paths } from "#lib/paths.ts";
import { TextField } from "../../../ui/fields.tsx";
import { FormAlert, SubmitButton } from "../../../ui/form-parts.tsx";
import { Link } from "../../../ui/link.tsx";
import { useForm } from "../../../ui/use-form.ts";
import { addGroupAction } from "../actions.ts";
import { GroupFields } from "../group-fields.tsx";

export function AddGroupForm() {
  const { state, form } = useForm(addGroupAction);
  return (
    <form {...form} className="card space-y-5 p-6">
      <FormAlert state={state} />
      <TextField
        state={state}
        name="name"
        label="Name"
        hint="1 to 20 characters, such as Regions or Tenants. It cannot be renamed later."
        autoComplete="off"
        required
      />
      <GroupFields state={state} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Adding …">Add</SubmitButton>
        <Link href={paths.domains} className="button button-plain">
          Cancel
        </Link>
      </div>
    </form>
  );
}
