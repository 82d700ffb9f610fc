"use client";

import type { FormState } from "#app/_forms/form-state.ts";
import { TextField } from "./fields.tsx";

type Props = Readonly<{
  state: FormState<unknown, unknown>;
  /** Made by the server for this page. */
  generated: string;
  minLength: number;
  lifetimeHours: number;
}>;

/** A generated single-use password, to be taken as it is or replaced. After a refusal it starts anew. */
export const SingleUsePasswordField = ({ state, generated, minLength, lifetimeHours }: Props) => (
  <div className="fields">
    <TextField
      state={{ ...state, values: { singleUsePassword: generated } }}
      name="singleUsePassword"
      label="Single-use Password"
      hint={`Works for ${lifetimeHours} hours, and only to choose a password. Generated; you may type another one of at least ${minLength} characters.`}
      className="input font-mono"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  </div>
);
