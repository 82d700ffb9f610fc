"use client";

import { PasswordField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { NewPasswordFields } from "#app/_components/new-password-fields.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { changePasswordAction } from "./actions.ts";

export function PasswordChangeForm({ email, minLength }: { email: string; minLength: number }) {
  const { state, form } = useForm(changePasswordAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <div className="fields">
        <PasswordField
          state={state}
          name="currentPassword"
          label="Current password"
          autoComplete="current-password"
          required
        />
      </div>
      <NewPasswordFields state={state} email={email} minLength={minLength} />
      <SubmitButton busy="Saving…">Change password</SubmitButton>
    </form>
  );
}
