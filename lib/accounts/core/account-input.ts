import { z } from "zod";
import { ROLE_IDS } from "#lib/access/roles.ts";
import type { ModeName } from "#lib/config/authentication-mode.ts";
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

/** Left out by forms while segregation is off. */
const restrictionsField = z.array(z.string().max(500, "There is no domain of this name.")).max(500).optional();

/** The password rules are applied where the email is known. */
export const singleUsePasswordField = z.string({ error: "Enter a password." }).min(1, "Enter a password.");

const accessFields = { roles: rolesField, restrictions: restrictionsField };

export const profileInput = z.object(profileFields);

export const emailChangeInput = z.object({
  email: emailField,
  currentPassword: z.string({ error: "Enter your current password." }),
});

const newLocalAccount = z.object({ ...profileFields, email: emailField, ...accessFields });
const newFederatedAccount = z.object({ email: emailField, ...accessFields });

export const newAccountInputs = {
  "single-use-passwords": newLocalAccount
    .extend({ singleUsePassword: singleUsePasswordField })
    .transform(({ singleUsePassword, ...account }) => ({
      ...account,
      enrolment: { kind: "single-use-password" as const, singleUsePassword },
    })),
  "emailed-links": newLocalAccount.transform((account) => ({
    ...account,
    enrolment: { kind: "activation-email" as const },
  })),
  federated: newFederatedAccount.transform((account) => ({ ...account, enrolment: { kind: "federated" as const } })),
} as const satisfies Record<ModeName, z.ZodType>;

export const accountUpdateInput = z.object({
  ...profileFields,
  email: emailField,
  ...accessFields,
  emailNotifications: z.array(z.enum(EMAIL_NOTIFICATION_IDS)).default([]),
});

export const federatedAccountUpdateInput = z.object(accessFields);

export type ProfileInput = z.output<typeof profileInput>;
export type NewAccountInput = z.output<(typeof newAccountInputs)[ModeName]>;
export type Enrolment = NewAccountInput["enrolment"];

/** May hold notifications that no longer exist. */
export type AccountUpdate = Omit<z.output<typeof accountUpdateInput>, "emailNotifications"> &
  Readonly<{ emailNotifications: string[] }>;
