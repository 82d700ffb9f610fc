/**
 * The life of an account, in the past tense: what the audit log can say. Who did it, to whom and what changed are
 * columns of their own.
 */
export const EVENTS = {
  account_added: "Account added",
  account_changed: "Account changed",
  account_deleted: "Account deleted",
  account_locked: "Account locked",
  password_reset: "Password reset by an administrator",
  password_chosen: "Password chosen",
  password_changed: "Password changed",
  password_change_refused: "Password change refused",
  signed_in: "Signed in",
  sign_in_refused: "Sign-in refused",
  signed_out: "Signed out",
  session_ended: "Session ended",
  sessions_ended: "All sessions ended",
  access_refused: "Access refused",
  identity_linked: "Linked to a person at the identity provider",
  identity_forgotten: "Link to the identity provider forgotten",
  provider_email_changed: "E-mail changed at the identity provider",
  ended_by_provider: "Sessions ended by the identity provider",
  administrator_restored: "Administrator created or restored at the server",
} as const;

export type EventName = keyof typeof EVENTS;

/** Events by which something was refused rather than done. */
const REFUSALS: ReadonlySet<EventName> = new Set(["sign_in_refused", "password_change_refused", "access_refused"]);

export type Outcome = "success" | "failure";

export const outcomeOf = (event: EventName): Outcome => (REFUSALS.has(event) ? "failure" : "success");
