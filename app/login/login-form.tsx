"use client";

import { PasswordField, TextField } from "#app/_components/fields.tsx";
import { FormAlert, SubmitButton } from "#app/_components/form-parts.tsx";
import { useForm } from "#app/_forms/use-form.ts";
import { signInAction } from "./actions.ts";
import { INCORRECT_CREDENTIALS } from "./incorrect-credentials.ts";

type Props = Readonly<{
  /** The return address. */
  next: string;
  /** Whether a sign-in without this form was refused. */
  isRefused: boolean;
}>;

export function LoginForm({ next, isRefused }: Props) {
  const { state, form } = useForm(signInAction);
  const displayed = isRefused && state.attempt === 0 ? { ...state, errors: INCORRECT_CREDENTIALS } : state;
  return (
    <form {...form} className="mt-5 space-y-5">
      <FormAlert state={displayed} />
      <input type="hidden" name="next" value={next} />
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
      <PasswordField state={state} name="password" label="Password" autoComplete="current-password" required />
      <SubmitButton className="w-full" busy="Signing in…">
        Sign in
      </SubmitButton>
    </form>
  );
}
