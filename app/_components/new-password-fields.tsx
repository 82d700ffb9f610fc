"use client";

import type { FormState } from "#app/_forms/form-state.ts";
import { PasswordField } from "./fields.tsx";

type Props = Readonly<{ state: FormState<unknown>; email: string; minLength: number }>;

/** A new password, typed twice. The hidden email is for password managers. */
export const NewPasswordFields = ({ state, email, minLength }: Props) => (
  <div className="fields">
    <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
    <PasswordField
      state={state}
      name="password"
      label="New password"
      hint={`At least ${minLength} characters. A few unrelated words are strong and easy to remember.`}
      autoComplete="new-password"
      required
    />
    <PasswordField state={state} name="confirmation" label="Confirm password" autoComplete="new-password" required />
  </div>
);
