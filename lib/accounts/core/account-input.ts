import { z } from "zod";
import { ROLE_IDS } from "#lib/access/roles.ts";
import { emailField } from "#lib/profile/email-address.ts";
import { EMAIL_NOTIFICATION_IDS } from "#lib/profile/email-notifications.ts";
import { nameField } from "#lib/profile/name.ts";
import { phoneField } from "#lib/profile/phone-number.ts";

const profileFields = {
  firstName: nameField("first name"),
  lastName: nameField("last name"),
  phone: phoneField,
};

const rolesField = z
  .array(z.enum(ROLE_IDS, { error: "Choose among the roles listed." }))
  .min(1, "Choose at least one role; Viewer is the least.")
  .transform((roles) => ROLE_IDS.filter((role) => roles.includes(role)));

/** Domains as people read them. Where the form does not show them, they stay what they are. */
const restrictionsField = z.array(z.string().max(500, "There is no domain of this name.")).max(500).optional();

/** A single-use password as it was typed or generated; the password rules look at it where the e-mail is known. */
export const secretField = z.string({ error: "Enter a password." }).min(1, "Enter a password.");

/** What people may correct about themselves. */
export const profileInput = z.object(profileFields);

/** Another address for oneself. */
export const emailChangeInput = z.object({
  email: emailField,
  currentPassword: z.string({ error: "Enter your current password." }),
});

/** A new account, which its holder enters through a mailed link. */
export const invitedAccountInput = z.object({
  ...profileFields,
  email: emailField,
  roles: rolesField,
  restrictions: restrictionsField,
});

/** A new account, outgoing mail being off. */
export const newAccountInput = invitedAccountInput.extend({ singleUsePassword: secretField });

/** A new account while an identity provider signs people in: the rest is known there. */
export const newFederatedAccountInput = z.object({
  email: emailField,
  roles: rolesField,
  restrictions: restrictionsField,
});

const accessFields = { roles: rolesField, restrictions: restrictionsField };

/** Everything an administrator may change about an account. */
export const accountUpdateInput = z.object({
  ...profileFields,
  email: emailField,
  ...accessFields,
  emailNotifications: z.array(z.enum(EMAIL_NOTIFICATION_IDS)).default([]),
});

/** What of it is decided here while an identity provider signs people in. Notifications are about locks, which it has. */
export const federatedAccountUpdateInput = z.object(accessFields);

export type ProfileInput = z.output<typeof profileInput>;
export type InvitedAccountInput = z.output<typeof invitedAccountInput>;
export type NewAccountInput = z.output<typeof newAccountInput>;
export type NewFederatedAccountInput = z.output<typeof newFederatedAccountInput>;

/** Notifications that the set no longer knows are kept. */
export type AccountUpdate = Omit<z.output<typeof accountUpdateInput>, "emailNotifications"> &
  Readonly<{ emailNotifications: string[] }>;
