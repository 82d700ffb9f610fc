"use client";

import { ROLES } from "#lib/access/roles.ts";
import type { FormState } from "../../form-state.ts";
import { Choices, TextField } from "../../ui/fields.tsx";
import { type Profile, ProfileFields } from "../../ui/profile-fields.tsx";

type State = FormState<unknown, unknown>;

/** Who an account is for: names, e-mail, phone. */
export const PersonFields = ({ state, initial }: { state: State; initial?: Profile & Readonly<{ email: string }> }) => (
  <ProfileFields state={state} initial={initial} own={false}>
    <TextField
      state={state}
      name="email"
      label="Email"
      type="email"
      hint="The person signs in with it."
      initial={initial?.email}
      autoComplete="off"
      autoCapitalize="none"
      required
    />
  </ProfileFields>
);

const CHOICES = ROLES.map(({ id, label, allows }) => ({ id, label, explains: allows }));

/** What an account allows, a sentence a role. */
export const RoleChoices = ({ state, initial }: { state: State; initial: readonly string[] }) => (
  <Choices state={state} name="roles" legend="Roles" choices={CHOICES} initial={initial} />
);
