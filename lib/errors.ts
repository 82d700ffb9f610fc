export type ErrorTarget = string;

export const WHOLE_FORM: ErrorTarget = "";

/** A rule was violated: one sentence per field, to be shown to the user. Thrown in a transaction, it rolls it back. */
export class UserError extends Error {
  override name = "UserError";
  readonly problems: Readonly<Record<ErrorTarget, string>>;

  constructor(problems: Readonly<Record<ErrorTarget, string>> | string) {
    const byTarget = typeof problems === "string" ? { [WHOLE_FORM]: problems } : problems;
    super(Object.values(byTarget).join(" "));
    this.problems = byTarget;
  }
}

/** The actor is not allowed to do this (403). */
export class Forbidden extends Error {
  override name = "Forbidden";
}

/** What was requested does not exist, or no longer (404). */
export class NotFound extends Error {
  override name = "NotFound";
}

/** Too many requests: 429 for the client's own rate, 503 for the server's load. */
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
