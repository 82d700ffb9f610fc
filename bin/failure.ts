import { OperatorError } from "#lib/operator-error.ts";

/** A command cannot do its work, for a reason that the operator can fix. */
export class Failure extends OperatorError {
  override name = "Failure";
}

/** Prints an error for the operator: a sentence where we have one, everything where we don't. */
export function report(error: unknown): void {
  console.error(error instanceof OperatorError ? error.message : error);
}

/** What an error of the network or the database says of itself. */
export function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
