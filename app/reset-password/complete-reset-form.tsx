"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { LinkIdField } from "#app/_components/link-id-field.tsx";
import { NewPasswordFields } from "#app/_components/new-password-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { completePasswordResetAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string; minLength: number }>;

export function CompletePasswordResetForm({ link, email, minLength }: Props) {
  const { state, form } = useForm(completePasswordResetAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <LinkIdField state={state} link={link} />
      <NewPasswordFields state={state} email={email} minLength={minLength} />
      <SubmitButton className="w-full" busy="Saving…">
        Save password
      </SubmitButton>
    </form>
  );
}
