import { EmbeddedPostgresError } from "#db/embedded.ts";
import { ConfigError } from "#lib/config.ts";

/** Something the operator can mend: the message says what and how, and is all that gets printed. */
export class Failure extends Error {
  override name = "Failure";
}

/** Prints an error for the operator: a sentence where we have one, everything where we don't. */
export function report(error: unknown): void {
  const explained = [Failure, ConfigError, EmbeddedPostgresError].some((kind) => error instanceof kind);
  console.error(explained ? (error as Error).message : error);
}

/** What an error of the network or the database says of itself. */
export function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
