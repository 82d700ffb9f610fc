/**
 * The life of accounts and domains, in the past tense: what the audit log can say. Who did it, to whom or what, and
 * what changed are columns of their own.
 */
export const EVENTS = {
  account_added: "Account added",
  account_changed: "Account changed",
  account_deleted: "Account deleted",
  account_locked: "Account locked",
  account_activated: "Account activated",
  activation_mailed: "Activation mail sent by an administrator",
  password_reset: "Password reset by an administrator",
  password_reset_mailed: "Password reset mail sent by an administrator",
  password_reset_asked: "Way back in asked for",
  password_reset_completed: "Password reset through a mailed link",
  password_chosen: "Password chosen",
  password_changed: "Password changed",
  password_change_refused: "Password change refused",
  link_refused: "Link refused",
  email_change_asked: "Change of e-mail asked for",
  email_change_refused: "Change of e-mail refused",
  signed_in: "Signed in",
  sign_in_refused: "Sign-in refused",
  signed_out: "Signed out",
  session_ended: "Session ended",
  sessions_ended: "All sessions ended",
  access_refused: "Access refused",
  test_mail_sent: "Test mail sent",
  mail_retried: "Mail sent again after it had failed",
  mail_discarded: "Failed mail discarded",
  segregation_switched: "Segregation switched",
  domain_group_added: "Domain group added",
  domain_group_changed: "Domain group changed",
  domain_group_deleted: "Domain group deleted",
  domain_added: "Domain added",
  domain_changed: "Domain changed",
  domain_deleted: "Domain deleted",
  identity_linked: "Linked to a person at the identity provider",
  identity_forgotten: "Link to the identity provider forgotten",
  provider_email_changed: "E-mail changed at the identity provider",
  ended_by_provider: "Sessions ended by the identity provider",
  administrator_restored: "Administrator created or restored at the server",
  audit_exported: "Audit log exported",
} as const;

export type EventName = keyof typeof EVENTS;

/** Events by which something was refused rather than done. */
const REFUSALS: ReadonlySet<EventName> = new Set([
  "sign_in_refused",
  "password_change_refused",
  "email_change_refused",
  "link_refused",
  "access_refused",
]);

export type Outcome = "success" | "failure";

export const outcomeOf = (event: EventName): Outcome => (REFUSALS.has(event) ? "failure" : "success");
