"use client";

import { Choices, TextField } from "#app/_components/fields.tsx";
import { type Profile, ProfileFields } from "#app/_components/profile-fields.tsx";
import type { FormState } from "#app/_forms/form-state.ts";
import { ROLES } from "#lib/access/roles.ts";
import { EMAIL_NOTIFICATIONS } from "#lib/profile/email-notifications.ts";

type State = FormState<unknown, unknown>;

export const UserFields = ({ state, initial }: { state: State; initial?: Profile & Readonly<{ email: string }> }) => (
  <ProfileFields state={state} initial={initial} own={false}>
    <EmailField state={state} hint="Used to sign in." initial={initial?.email} />
  </ProfileFields>
);

type EmailFieldProps = Readonly<{ state: State; hint: string; initial?: string }>;

/** Not autofilled: it is never the administrator's own. */
export const EmailField = (field: EmailFieldProps) => (
  <TextField {...field} name="email" label="Email" type="email" autoComplete="off" autoCapitalize="none" required />
);

const CHOICES = ROLES.map(({ id, label, description }) => ({ id, label, description }));

export const RoleChoices = ({ state, initial }: { state: State; initial: readonly string[] }) => (
  <Choices state={state} name="roles" legend="Roles" choices={CHOICES} initial={initial} />
);

type NotificationProps = Readonly<{ state: State; initial: readonly string[]; isOutgoingMailOn: boolean }>;

export const NotificationChoices = ({ state, initial, isOutgoingMailOn }: NotificationProps) => (
  <Choices
    state={state}
    name="emailNotifications"
    legend="Email notifications"
    hint={
      isOutgoingMailOn
        ? "Security notifications about their own account are always sent."
        : "Nothing is sent while outgoing mail is off. Your choice is saved."
    }
    choices={EMAIL_NOTIFICATIONS}
    initial={initial}
  />
);
