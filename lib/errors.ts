/** Where a refusal belongs on a form: a field's name, or the form as a whole. */
export type ErrorTarget = string;

export const WHOLE_FORM: ErrorTarget = "";

/**
 * A rule says no. Carries one sentence for each field it concerns, fit to be shown to the person who asked.
 * Thrown inside a transaction, it takes the transaction back with it.
 */
export class UserError extends Error {
  override name = "UserError";
  readonly problems: Readonly<Record<ErrorTarget, string>>;

  constructor(problems: Readonly<Record<ErrorTarget, string>> | string) {
    const byTarget = typeof problems === "string" ? { [WHOLE_FORM]: problems } : problems;
    super(Object.values(byTarget).join(" "));
    this.problems = byTarget;
  }
}

/** The actor may not do this at all; the answer is a 403 and says nothing more. */
export class Forbidden extends Error {
  override name = "Forbidden";
}

/** What the actor speaks of does not exist (any more); the answer is a 404. */
export class NotFound extends Error {
  override name = "NotFound";
}

/** Too much at once: asks to come back later, with 429 for one's own haste and 503 for the server's load. */
export class RetryLater extends Error {
  override name = "RetryLater";
  readonly status: 429 | 503;
  readonly retryAfterSeconds: number;

  constructor(status: 429 | 503, retryAfterSeconds: number) {
    super(`Try again in ${retryAfterSeconds} seconds.`);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
