"use client";

import { PasswordField, TextField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { requestEmailChangeAction } from "./actions.ts";

export function EmailChangeForm() {
  const { state, form } = useForm(requestEmailChangeAction);
  return (
    <form {...form} className="space-y-5">
      <FormAlert state={state} />
      <div className="fields">
        <TextField
          state={state}
          name="email"
          label="New email"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          required
        />
        <PasswordField
          state={state}
          name="currentPassword"
          label="Current password"
          autoComplete="current-password"
          required
        />
      </div>
      <SubmitButton busy="Sending…">Send link</SubmitButton>
    </form>
  );
}
