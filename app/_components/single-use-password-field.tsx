"use client";

import type { FormState } from "#app/_forms/form-state.ts";
import { TextField } from "./fields.tsx";

type Props = Readonly<{
  state: FormState<unknown, unknown>;
  generated: string;
  minLength: number;
  lifetimeHours: number;
}>;

/** A generated single-use password that can be replaced. Never filled in again with what was typed. */
export const SingleUsePasswordField = ({ state, generated, minLength, lifetimeHours }: Props) => (
  <div className="fields">
    <TextField
      state={{ ...state, values: { singleUsePassword: generated } }}
      name="singleUsePassword"
      label="Single-use Password"
      hint={`Valid for ${lifetimeHours} hours, for choosing a new password only. Keep it or enter your own, at least ${minLength} characters.`}
      className="input font-mono"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  </div>
);
