"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { ShownLinkField } from "#app/_components/link-id-field.tsx";
import { ChosenPasswordFields } from "#app/_components/new-password-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { completeResetAction } from "./actions.ts";

type Props = Readonly<{ link: string; email: string; minLength: number }>;

export function CompleteResetForm({ link, email, minLength }: Props) {
  const { state, form } = useForm(completeResetAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <ShownLinkField state={state} link={link} />
      <ChosenPasswordFields state={state} email={email} minLength={minLength} />
      <SubmitButton className="w-full" busy="Saving …">
        Save password
      </SubmitButton>
    </form>
  );
}
