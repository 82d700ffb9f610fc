"use client";

import { TextField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { createDomainAction } from "./actions.ts";

type Props = Readonly<{
  group: string;
  /** The parent domain, if any. */
  below?: Readonly<{ id: string; path: string }>;
}>;

/** Adds a domain by its path, and offers to add missing parents. */
export function AddDomainForm({ group, below }: Props) {
  const { state, form } = useForm(createDomainAction);
  const missing = state.errors.parents;
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={missing ? { ...state, errors: { "": missing } } : state} />
      <input type="hidden" name="group" value={group} />
      {below && <input type="hidden" name="below" value={below.id} />}
      <TextField
        state={state}
        name="path"
        label="Path"
        hint="Separate levels with slashes, for example EMEA/France/Paris. Up to 20 characters per level. You can't rename it later."
        initial={below ? `${below.path}/` : ""}
        autoComplete="off"
        spellCheck={false}
        required
      />
      {missing && (
        <label className="flex cursor-pointer items-center gap-3 font-medium">
          <input type="checkbox" name="parents" value="add" className="size-4 accent-accent" />
          Add the missing parent domains
        </label>
      )}
      <SubmitButton busy="Adding…">Add domain</SubmitButton>
    </form>
  );
}
