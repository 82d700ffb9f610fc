import { DrizzleQueryError } from "drizzle-orm";
import postgres from "postgres";

/** The database could not be reached, or could not serve right now: nothing happened, and later it may. */
export class DatabaseUnavailable extends Error {
  override name = "DatabaseUnavailable";
  readonly code: string;
  /** Whether the connection broke, or none could be made. */
  readonly lostConnection: boolean;

  constructor(code: string) {
    super(`The database is unavailable (${code}).`);
    this.code = code;
    this.lostConnection = LOST_CONNECTION.test(code);
  }
}

/** A statement failed. Says which rule it broke, and repeats no value of it. */
export class StatementFailed extends Error {
  override name = "StatementFailed";
  readonly code: string;

  constructor(code: string, rule: string | undefined) {
    super(rule ? `A statement failed: ${code}, ${rule}.` : `A statement failed: ${code}.`);
    this.code = code;
  }
}

/** SQLSTATE classes and driver codes that speak of the server's condition and not of the statement. */
const CONDITION =
  /^(08|53|57P|57014|25006|55P03)|^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|CONNECTION_|CONNECT_TIMEOUT)/;

const LOST_CONNECTION = /^(08|57P)|^(ECONN|EPIPE|ETIMEDOUT|CONNECTION_|CONNECT_TIMEOUT)/;

const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";

const underlying = (error: unknown): unknown => (error instanceof DrizzleQueryError ? error.cause : error);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/**
 * What may be thrown on, and logged, in the place of a driver's error: Drizzle's message repeats the statement's
 * parameters and PostgreSQL's repeats values, secrets among them. Everything else is left as it is.
 */
export function presentable(error: unknown): unknown {
  const cause = underlying(error);
  const code = codeOf(cause);
  if (code && CONDITION.test(code)) return new DatabaseUnavailable(code);
  if (code && cause instanceof postgres.PostgresError) return new StatementFailed(code, cause.constraint_name);
  return cause;
}

/** Whether a statement failed because a value that must be unique exists already. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(underlying(error)) === UNIQUE_VIOLATION;

/** Whether a statement was given up because its time was over. */
export const isTimeout = (error: unknown): boolean => codeOf(underlying(error)) === QUERY_CANCELED;
