import { DrizzleQueryError } from "drizzle-orm";
import type { PostgresError } from "postgres";

/** Nothing was changed, and a retry may succeed. */
export class DatabaseUnavailable extends Error {
  override name = "DatabaseUnavailable";
  readonly code: string;
  readonly lostConnection: boolean;

  constructor(code: string) {
    super(`The database is unavailable (${code}).`);
    this.code = code;
    this.lostConnection = LOST_CONNECTION.test(code);
  }
}

/** The message names the violated constraint and no value. */
export class StatementFailed extends Error {
  override name = "StatementFailed";
  readonly code: string;

  constructor(code: string, constraint: string | undefined) {
    super(constraint ? `A statement failed: ${code}, ${constraint}.` : `A statement failed: ${code}.`);
    this.code = code;
  }
}

/** Codes of SQLSTATE and the driver that are about the server's condition, not about the statement. */
const UNAVAILABLE =
  /^(08|53|57P|57014|25006|55P03)|^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|CONNECTION_|CONNECT_TIMEOUT)/;

const LOST_CONNECTION = /^(08|57P)|^(ECONN|EPIPE|ETIMEDOUT|CONNECTION_|CONNECT_TIMEOUT)/;

const UNIQUE_VIOLATION = "23505";

const causeOf = (error: unknown): unknown => (error instanceof DrizzleQueryError ? error.cause : error);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Makes it safe to log: Drizzle's messages contain parameters, and PostgreSQL's contain values, secrets among them. */
export function withoutValues(error: unknown): unknown {
  const cause = causeOf(error);
  const code = codeOf(cause);
  if (code && UNAVAILABLE.test(code)) return new DatabaseUnavailable(code);
  if (code && isPostgresError(cause)) return new StatementFailed(code, cause.constraint_name);
  return cause;
}

/** By a field of the protocol: the server and the pages share connections, but each has its own copy of the driver's class. */
const isPostgresError = (cause: unknown): cause is PostgresError => cause instanceof Error && "severity" in cause;

export const isUniqueViolation = (error: unknown): boolean => codeOf(causeOf(error)) === UNIQUE_VIOLATION;
