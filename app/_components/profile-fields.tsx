"use client";

import type { ReactNode } from "react";
import type { FormState } from "#app/_forms/form-state.ts";
import { TextField } from "./fields.tsx";

export type Profile = Readonly<{ firstName: string; lastName: string; phone: string | null }>;

type Props = Readonly<{
  state: FormState<unknown, unknown>;
  initial?: Profile;
  /** Between the names and the phone. */
  children?: ReactNode;
  /** AccountEmail details these are: managers should fill in one's own only. */
  own?: boolean;
}>;

/** Names and phone, as people correct them about themselves and administrators about others. */
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
      hint="With the country code, such as +33 1 23 45 67 89. May stay empty."
      initial={initial?.phone ?? ""}
      autoComplete={own ? "tel" : "off"}
    />
  </div>
);
