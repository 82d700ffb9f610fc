import type { EventName } from "#lib/audit/events.ts";

export const EVENT_GROUPS = [
  "Sign-in and sessions",
  "Accounts",
  "Passwords and links",
  "Federation",
  "Domains",
  "Email",
  "Administration",
] as const;

type Details = Readonly<{
  group: (typeof EVENT_GROUPS)[number];
  /** A sentence with `{actor}` and `{target}` for who did it and to whom. */
  sentence: string;
  /** The same where they did it to themselves. */
  own?: string;
}>;

/** How each event reads, and what it is found under. */
export const EVENT_DETAILS: Readonly<Record<EventName, Details>> = {
  signed_in: { group: "Sign-in and sessions", sentence: "{actor} signed in" },
  sign_in_failed: { group: "Sign-in and sessions", sentence: "{actor} failed to sign in as {target}" },
  signed_out: { group: "Sign-in and sessions", sentence: "{actor} signed out" },
  session_revoked: { group: "Sign-in and sessions", sentence: "{actor} ended one of their sessions" },
  sessions_revoked: {
    group: "Sign-in and sessions",
    sentence: "{actor} ended all sessions of {target}",
    own: "{actor} ended their other sessions",
  },
  sessions_revoked_by_provider: { group: "Sign-in and sessions", sentence: "{actor} ended the sessions of {target}" },
  account_created: { group: "Accounts", sentence: "{actor} added {target}" },
  account_updated: {
    group: "Accounts",
    sentence: "{actor} changed {target}",
    own: "{actor} changed their own account",
  },
  account_deleted: { group: "Accounts", sentence: "{actor} deleted {target}" },
  account_locked: {
    group: "Accounts",
    sentence: "{target} was locked after failed attempts by {actor}",
    own: "{actor} locked their own account with failed attempts",
  },
  account_activated: { group: "Accounts", sentence: "{actor} activated their account" },
  administrator_restored: { group: "Accounts", sentence: "{actor} made {target} an administrator who can sign in" },
  activation_sent: { group: "Passwords and links", sentence: "{actor} sent an activation email to {target}" },
  single_use_password_issued: { group: "Passwords and links", sentence: "{actor} gave {target} a single-use password" },
  password_reset_sent: {
    group: "Passwords and links",
    sentence: "{actor} sent a password reset email to {target}",
  },
  password_reset_requested: {
    group: "Passwords and links",
    sentence: "{actor} requested a password reset for {target}",
  },
  password_reset_completed: {
    group: "Passwords and links",
    sentence: "{actor} reset the password of {target} with an emailed link",
    own: "{actor} reset their password with an emailed link",
  },
  single_use_password_replaced: {
    group: "Passwords and links",
    sentence: "{actor} replaced their single-use password",
  },
  password_changed: { group: "Passwords and links", sentence: "{actor} changed their password" },
  password_change_failed: {
    group: "Passwords and links",
    sentence: "{actor} entered a wrong password to change their password",
  },
  link_rejected: { group: "Passwords and links", sentence: "{actor} tried a link that does not work: {target}" },
  email_change_requested: {
    group: "Passwords and links",
    sentence: "{actor} requested a change of their email address",
  },
  email_change_failed: {
    group: "Passwords and links",
    sentence: "{actor} entered a wrong password to change their email address",
  },
  identity_linked: {
    group: "Federation",
    sentence: "{actor} linked {target} to an identity at the provider",
    own: "{actor} was linked to an identity at the provider",
  },
  identity_unlinked: {
    group: "Federation",
    sentence: "{actor} unlinked {target} from an identity at the provider",
  },
  provider_email_changed: { group: "Federation", sentence: "{actor} reported another email address of {target}" },
  segregation_changed: { group: "Domains", sentence: "{actor} switched segregation" },
  domain_group_created: { group: "Domains", sentence: "{actor} added the domain group {target}" },
  domain_group_updated: { group: "Domains", sentence: "{actor} changed the domain group {target}" },
  domain_group_deleted: { group: "Domains", sentence: "{actor} deleted the domain group {target}" },
  domain_created: { group: "Domains", sentence: "{actor} added the domain {target}" },
  domain_updated: { group: "Domains", sentence: "{actor} changed the domain {target}" },
  domain_deleted: { group: "Domains", sentence: "{actor} deleted the domain {target}" },
  test_email_sent: { group: "Email", sentence: "{actor} sent a test email" },
  email_retried: { group: "Email", sentence: "{actor} retried a failed email to {target}" },
  email_discarded: { group: "Email", sentence: "{actor} discarded a failed email to {target}" },
  access_denied: { group: "Administration", sentence: "{actor} was refused access" },
  audit_log_exported: { group: "Administration", sentence: "{actor} exported the audit log" },
};
