"use client";

import type { FormState } from "#app/_forms/form-state.ts";
import { PasswordField } from "./fields.tsx";

type Props = Readonly<{ state: FormState<unknown>; email: string; minLength: number }>;

/** A new password, typed twice. Managers are told whose it is. */
export const NewPasswordFields = ({ state, email, minLength }: Props) => (
  <div className="fields">
    <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
    <PasswordField
      state={state}
      name="password"
      label="New password"
      hint={`At least ${minLength} characters, of any kind. A few words that do not belong together are easy to keep.`}
      autoComplete="new-password"
      required
    />
    <PasswordField state={state} name="confirmation" label="Confirm password" autoComplete="new-password" required />
  </div>
);
