"use client";

import { ChosenPasswordFields } from "../ui/chosen-password-fields.tsx";
import { PasswordField } from "../ui/fields.tsx";
import { FormAlert, SubmitButton } from "../ui/form-parts.tsx";
import { useForm } from "../ui/use-form.ts";
import { changePasswordAction } from "./actions.ts";

export function PasswordChangeForm({ email, minLength }: { email: string; minLength: number }) {
  const { state, form } = useForm(changePasswordAction);
  return (
    <form {...form} className="space-y-4">
      <FormAlert state={state} />
      <PasswordField
        state={state}
        name="currentPassword"
        label="Current password"
        autoComplete="current-password"
        required
      />
      <ChosenPasswordFields state={state} email={email} minLength={minLength} />
      <SubmitButton busy="Saving …">Change password</SubmitButton>
    </form>
  );
}
