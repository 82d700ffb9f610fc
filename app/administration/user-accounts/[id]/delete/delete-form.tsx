"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { deleteAccountAction } from "./actions.ts";

type Props = Readonly<{ id: string; list: string; back: string }>;

export function DeleteForm({ id, list, back }: Props) {
  const { state, form } = useForm(deleteAccountAction);
  return (
    <form {...form}>
      <FormAlert state={state} />
      <input type="hidden" name="account" value={id} />
      <input type="hidden" name="list" value={list} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton kind="danger" busy="Deleting…">
          Delete
        </SubmitButton>
        <a href={back} className="button button-plain">
          Cancel
        </a>
      </div>
    </form>
  );
}
