"use client";

import { TextField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { StatusMessage } from "#app/_components/status-message.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { forgotPasswordAction } from "./actions.ts";

export function ForgotPasswordForm() {
  const { state, form } = useForm(forgotPasswordAction);
  if (state.done) {
    return (
      <StatusMessage>
        If {state.done.email} has an account, a link is on its way. It may take a minute. Check your spam folder too.
      </StatusMessage>
    );
  }
  return (
    <form {...form} className="space-y-5">
      <p className="text-muted">Enter your email and we'll send you a link to choose a new password.</p>
      <FormAlert state={state} />
      <TextField
        state={state}
        name="email"
        label="Email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        autoFocus
        required
      />
      <SubmitButton className="w-full" busy="Sending…">
        Send link
      </SubmitButton>
    </form>
  );
}
