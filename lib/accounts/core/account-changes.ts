import type { Change } from "#db/schema/audit-events.ts";
import { roleLabel } from "#lib/access/roles.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { notificationLabel } from "#lib/profile/email-notifications.ts";
import { stateOf } from "./state.ts";

export type AccountSnapshot = Readonly<{
  firstName: string;
  lastName: string;
  email: string;
  phone: string | null;
  roles: readonly string[];
  /** Such as `Regions: EMEA/France`. */
  restrictions?: readonly string[];
  emailNotifications: readonly string[];
}>;

export type AccountField = keyof AccountSnapshot;

export const FIELD_LABELS = {
  firstName: "First Name",
  lastName: "Last Name",
  email: "Email",
  phone: "Phone",
  roles: "Roles",
  restrictions: "Domain restrictions",
  emailNotifications: "Email notifications",
} as const satisfies Record<AccountField, string>;

const readable = (account: AccountSnapshot) => ({
  ...account,
  roles: account.roles.map(roleLabel),
  restrictions: account.restrictions ?? [],
  emailNotifications: account.emailNotifications.map(notificationLabel),
});

const NOTHING: AccountSnapshot = {
  firstName: "",
  lastName: "",
  email: "",
  phone: null,
  roles: [],
  emailNotifications: [],
};

const emptyAsNull = (change: Change): Change =>
  "added" in change ? change : { ...change, from: change.from || null, to: change.to || null };

export const accountChanges = (before: AccountSnapshot | undefined, after: AccountSnapshot | undefined): Change[] =>
  changesBetween(readable(before ?? NOTHING), readable(after ?? NOTHING), FIELD_LABELS).map(emptyAsNull);

type Lockable = Parameters<typeof stateOf>[0];

export const changesOfState = (before: Lockable | undefined, after: Lockable): Change[] =>
  before ? changesBetween({ state: stateOf(before) }, { state: stateOf(after) }, { state: "State" }) : [];
