import type { Change } from "#db/schema/audit-events.ts";
import type { AuthenticationMode } from "#lib/config/authentication-mode.ts";
import { UserError, WHOLE_FORM } from "#lib/errors.ts";
import { type AccountField, FIELD_LABELS } from "./account-changes.ts";

export type Decision = Readonly<{ allowed: true } | { allowed: false; reason: string }>;

type Account = Readonly<{ id: string }>;

const ALLOWED: Decision = { allowed: true };

const refused = (reason: string): Decision => ({ allowed: false, reason });

export const isOwnAccount = (actor: Account, account: Account): boolean => account.id === actor.id;

export const canDelete = (actor: Account, account: Account): Decision =>
  isOwnAccount(actor, account) ? refused("You can't delete your own account. Ask another administrator.") : ALLOWED;

export function canReset(actor: Account, account: Account, { provider }: AuthenticationMode): Decision {
  if (provider)
    return refused(
      `Passwords are managed by ${provider.name}. Reset or unlock this user in the ${provider.name} console.`,
    );
  return isOwnAccount(actor, account)
    ? refused("You can't reset your own password here. Change it on your account page.")
    : ALLOWED;
}

export function canResendActivation(account: Readonly<{ isActivated: boolean }>, mode: AuthenticationMode): Decision {
  if (!mode.emailsLinks) return refused("This installation sends no activation emails.");
  return account.isActivated ? refused("This user has signed in before. Reset the password instead.") : ALLOWED;
}

export const canUnlinkIdentity = (actor: Account, account: Account): Decision =>
  isOwnAccount(actor, account) ? refused("You can't unlink your own identity. Ask another administrator.") : ALLOWED;

export const canRemoveAdministratorRole = (actor: Account, account: Account): Decision =>
  isOwnAccount(actor, account)
    ? refused("You can't remove your own Administrator role. Ask another administrator.")
    : ALLOWED;

const PROFILE_FIELDS = ["firstName", "lastName", "email", "phone"] as const satisfies AccountField[];
const ACCESS_FIELDS = ["roles", "restrictions"] as const satisfies AccountField[];

/** An identity provider says who its users are. What they may do is always decided here. */
export const editableFields = ({ provider }: AuthenticationMode): readonly AccountField[] => [
  ...(provider ? [] : PROFILE_FIELDS),
  ...ACCESS_FIELDS,
  "emailNotifications",
];

/** All email notifications are about lockouts. */
export const shownFields = (mode: AuthenticationMode): readonly AccountField[] =>
  editableFields(mode).filter((field) => field !== "emailNotifications" || mode.locksAccounts);

export function canSave(changes: readonly Change[], mode: AuthenticationMode): Decision {
  const editable: readonly string[] = editableFields(mode).map((field) => FIELD_LABELS[field]);
  return mode.provider && changes.some(({ field }) => !editable.includes(field))
    ? refused(`Names, email and phone are managed by ${mode.provider.name}. Change them there.`)
    : ALLOWED;
}

export const canEditOwnProfile = ({ provider }: AuthenticationMode): Decision =>
  provider ? refused(`Your name and phone are managed by ${provider.name}. Change them there.`) : ALLOWED;

/** @throws UserError with the reason */
export function requireAllowed(decision: Decision, field = WHOLE_FORM): void {
  if (!decision.allowed) throw new UserError({ [field]: decision.reason });
}
