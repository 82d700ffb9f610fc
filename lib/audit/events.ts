export const EVENT_GROUPS = [
  "Sign-in and sessions",
  "Accounts",
  "Passwords and links",
  "Federation",
  "Domains",
  "Email",
  "Administration",
] as const;

export type Outcome = "success" | "failure";

type Definition = Readonly<{
  group: (typeof EVENT_GROUPS)[number];
  label: string;
  sentence: string;
  /** The sentence for an actor who is also the target. */
  own?: string;
  outcome?: Outcome;
}>;

/** The audit log stores the keys. */
export const EVENTS = {
  signed_in: { group: "Sign-in and sessions", label: "Signed in", sentence: "{actor} signed in" },
  sign_in_failed: {
    group: "Sign-in and sessions",
    label: "Sign-in failed",
    sentence: "{actor} failed to sign in as {target}",
    outcome: "failure",
  },
  signed_out: { group: "Sign-in and sessions", label: "Signed out", sentence: "{actor} signed out" },
  session_revoked: {
    group: "Sign-in and sessions",
    label: "Session ended",
    sentence: "{actor} ended one of their sessions",
  },
  sessions_revoked: {
    group: "Sign-in and sessions",
    label: "All sessions ended",
    sentence: "{actor} ended all sessions of {target}",
    own: "{actor} ended their other sessions",
  },
  sessions_revoked_by_provider: {
    group: "Sign-in and sessions",
    label: "Sessions ended by the identity provider",
    sentence: "{actor} ended the sessions of {target}",
  },
  account_created: { group: "Accounts", label: "Account created", sentence: "{actor} created the account {target}" },
  account_updated: {
    group: "Accounts",
    label: "Account updated",
    sentence: "{actor} updated the account {target}",
    own: "{actor} updated their own account",
  },
  account_deleted: { group: "Accounts", label: "Account deleted", sentence: "{actor} deleted the account {target}" },
  account_locked: {
    group: "Accounts",
    label: "Account locked",
    sentence: "{target} was locked after failed attempts by {actor}",
    own: "{actor} locked their own account with failed attempts",
  },
  account_activated: { group: "Accounts", label: "Account activated", sentence: "{actor} activated their account" },
  administrator_restored: {
    group: "Accounts",
    label: "Administrator created or restored",
    sentence: "{actor} created or restored the administrator {target}",
  },
  activation_sent: {
    group: "Passwords and links",
    label: "Activation email sent",
    sentence: "{actor} sent an activation email to {target}",
  },
  single_use_password_issued: {
    group: "Passwords and links",
    label: "Single-use password issued",
    sentence: "{actor} issued a single-use password to {target}",
  },
  single_use_password_replaced: {
    group: "Passwords and links",
    label: "Single-use password replaced",
    sentence: "{actor} replaced their single-use password",
  },
  password_reset_sent: {
    group: "Passwords and links",
    label: "Password reset email sent",
    sentence: "{actor} sent a password reset email to {target}",
  },
  password_reset_requested: {
    group: "Passwords and links",
    label: "Password reset requested",
    sentence: "{actor} requested a password reset for {target}",
  },
  password_reset_completed: {
    group: "Passwords and links",
    label: "Password reset completed",
    sentence: "{actor} reset the password of {target} with an emailed link",
    own: "{actor} reset their password with an emailed link",
  },
  password_changed: {
    group: "Passwords and links",
    label: "Password changed",
    sentence: "{actor} changed their password",
  },
  password_change_failed: {
    group: "Passwords and links",
    label: "Password change failed",
    sentence: "{actor} entered a wrong password to change their password",
    outcome: "failure",
  },
  email_change_requested: {
    group: "Passwords and links",
    label: "Email change requested",
    sentence: "{actor} requested a change of their email address",
  },
  email_change_failed: {
    group: "Passwords and links",
    label: "Email change failed",
    sentence: "{actor} entered a wrong password to change their email address",
    outcome: "failure",
  },
  link_rejected: {
    group: "Passwords and links",
    label: "Link rejected",
    sentence: "{actor} used an invalid link: {target}",
    outcome: "failure",
  },
  identity_linked: {
    group: "Federation",
    label: "Identity linked",
    sentence: "{actor} linked {target} to an identity",
    own: "{actor} was linked to an identity",
  },
  identity_unlinked: {
    group: "Federation",
    label: "Identity unlinked",
    sentence: "{actor} unlinked the identity of {target}",
  },
  provider_email_changed: {
    group: "Federation",
    label: "Email changed at the identity provider",
    sentence: "{actor} reported a new email address for {target}",
  },
  segregation_changed: {
    group: "Domains",
    label: "Segregation changed",
    sentence: "{actor} changed the segregation setting",
  },
  domain_group_created: {
    group: "Domains",
    label: "Domain group created",
    sentence: "{actor} created the domain group {target}",
  },
  domain_group_updated: {
    group: "Domains",
    label: "Domain group updated",
    sentence: "{actor} updated the domain group {target}",
  },
  domain_group_deleted: {
    group: "Domains",
    label: "Domain group deleted",
    sentence: "{actor} deleted the domain group {target}",
  },
  domain_created: { group: "Domains", label: "Domain created", sentence: "{actor} created the domain {target}" },
  domain_updated: { group: "Domains", label: "Domain updated", sentence: "{actor} updated the domain {target}" },
  domain_deleted: { group: "Domains", label: "Domain deleted", sentence: "{actor} deleted the domain {target}" },
  test_email_sent: { group: "Email", label: "Test email sent", sentence: "{actor} sent a test email" },
  email_retried: { group: "Email", label: "Email retried", sentence: "{actor} retried a failed email to {target}" },
  email_discarded: {
    group: "Email",
    label: "Email discarded",
    sentence: "{actor} discarded a failed email to {target}",
  },
  access_denied: {
    group: "Administration",
    label: "Access denied",
    sentence: "{actor} was denied access",
    outcome: "failure",
  },
  audit_log_exported: {
    group: "Administration",
    label: "Audit log exported",
    sentence: "{actor} exported the audit log",
  },
} as const satisfies Readonly<Record<string, Definition>>;

export type EventName = keyof typeof EVENTS;

export const eventDefinition = (event: string): Definition | undefined => EVENTS[event as EventName];

export const eventLabel = (event: string): string => eventDefinition(event)?.label ?? event;

export const outcomeOf = (event: EventName): Outcome => eventDefinition(event)?.outcome ?? "success";
