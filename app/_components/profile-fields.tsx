"use client";

import type { ReactNode } from "react";
import type { FormState } from "#app/_forms/form-state.ts";
import { TextField } from "./fields.tsx";

export type Profile = Readonly<{ firstName: string; lastName: string; phone: string | null }>;

type Props = Readonly<{
  state: FormState<unknown, unknown>;
  initial?: Profile;
  children?: ReactNode;
  /** Whether the user edits their own details, which browsers may fill in. */
  own?: boolean;
}>;

export const ProfileFields = ({ state, initial, children, own = true }: Props) => (
  <div className="fields">
    <TextField
      state={state}
      name="firstName"
      label="First Name"
      initial={initial?.firstName}
      autoComplete={own ? "given-name" : "off"}
      required
    />
    <TextField
      state={state}
      name="lastName"
      label="Last Name"
      initial={initial?.lastName}
      autoComplete={own ? "family-name" : "off"}
      required
    />
    {children}
    <TextField
      state={state}
      name="phone"
      label="Phone"
      type="tel"
      hint="Optional. Include the country code, for example +33 1 23 45 67 89."
      initial={initial?.phone ?? ""}
      autoComplete={own ? "tel" : "off"}
    />
  </div>
);
