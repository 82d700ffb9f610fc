/**
 * The life of accounts and domains, in the past tense: what the audit log can say. Who did it, to whom or what, and
 * what changed are columns of their own.
 */
export const EVENTS = {
  account_created: "Account added",
  account_updated: "Account changed",
  account_deleted: "Account deleted",
  account_locked: "Account locked",
  account_activated: "Account activated",
  activation_sent: "Activation mail sent by an administrator",
  single_use_password_issued: "Password reset by an administrator",
  password_reset_sent: "Password reset mail sent by an administrator",
  password_reset_requested: "Way back in asked for",
  password_reset_completed: "Password reset through a mailed link",
  single_use_password_replaced: "Password chosen",
  password_changed: "Password changed",
  password_change_failed: "Password change refused",
  link_rejected: "Link refused",
  email_change_requested: "Change of e-mail asked for",
  email_change_failed: "Change of e-mail refused",
  signed_in: "Signed in",
  sign_in_failed: "Sign-in refused",
  signed_out: "Signed out",
  session_revoked: "Session ended",
  sessions_revoked: "All sessions ended",
  access_denied: "Access refused",
  test_email_sent: "Test mail sent",
  email_retried: "Mail sent again after it had failed",
  email_discarded: "Failed mail discarded",
  segregation_changed: "Segregation switched",
  domain_group_created: "Domain group added",
  domain_group_updated: "Domain group changed",
  domain_group_deleted: "Domain group deleted",
  domain_created: "Domain added",
  domain_updated: "Domain changed",
  domain_deleted: "Domain deleted",
  identity_linked: "Linked to a person at the identity provider",
  identity_unlinked: "Link to the identity provider forgotten",
  provider_email_changed: "E-mail changed at the identity provider",
  sessions_revoked_by_provider: "Sessions ended by the identity provider",
  administrator_restored: "Administrator created or restored at the server",
  audit_log_exported: "Audit log exported",
} as const;

export type EventName = keyof typeof EVENTS;

/** Events by which something was refused rather than done. */
const REFUSALS: ReadonlySet<EventName> = new Set([
  "sign_in_failed",
  "password_change_failed",
  "email_change_failed",
  "link_rejected",
  "access_denied",
]);

export type Outcome = "success" | "failure";

export const outcomeOf = (event: EventName): Outcome => (REFUSALS.has(event) ? "failure" : "success");
