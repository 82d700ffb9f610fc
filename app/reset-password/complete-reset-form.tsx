"use client";

import { ChosenPasswordFields } from "../ui/chosen-password-fields.tsx";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { ShownLinkField } from "../ui/shown-link-field.tsx";
import { useForm } from "../ui/use-form.ts";
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
