"use client";

import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { NewPasswordFields } from "#app/_components/new-password-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { replaceSingleUsePasswordAction } from "./actions.ts";

type Props = Readonly<{ next: string; email: string; minLength: number }>;

export function NewPasswordForm({ next, email, minLength }: Props) {
  const { state, form } = useForm(replaceSingleUsePasswordAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <input type="hidden" name="next" value={next} />
      <NewPasswordFields state={state} email={email} minLength={minLength} />
      <SubmitButton className="w-full" busy="Saving…">
        Save password
      </SubmitButton>
    </form>
  );
}
