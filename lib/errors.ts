export type ErrorTarget = string;

export const WHOLE_FORM: ErrorTarget = "";

/** One sentence per field, to show to the user. Thrown in a transaction, it rolls it back. */
export class UserError extends Error {
  override name = "UserError";
  readonly problems: Readonly<Record<ErrorTarget, string>>;

  constructor(problems: Readonly<Record<ErrorTarget, string>> | string) {
    const byTarget = typeof problems === "string" ? { [WHOLE_FORM]: problems } : problems;
    super(Object.values(byTarget).join(" "));
    this.problems = byTarget;
  }
}

export class Forbidden extends Error {
  override name = "Forbidden";
}

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
