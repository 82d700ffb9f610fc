"use client";

import { TextField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { createGroupAction } from "#app/administration/domains/actions.ts";
import { ColourField, DescriptionField } from "#app/administration/domains/group-fields.tsx";
import { paths } from "#lib/paths.ts";

export function AddGroupForm() {
  const { state, form } = useForm(createGroupAction);
  return (
    <form {...form} className="card space-y-5 p-6">
      <FormAlert state={state} />
      <div className="fields">
        <TextField
          state={state}
          name="name"
          label="Name"
          hint="For example Regions or Tenants. Up to 20 characters. You can't rename it later."
          autoComplete="off"
          required
        />
        <DescriptionField state={state} />
      </div>
      <ColourField state={state} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton busy="Adding…">Add</SubmitButton>
        <a href={paths.domains} className="button button-plain">
          Cancel
        </a>
      </div>
    </form>
  );
}
