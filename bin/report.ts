import { OperatorError } from "#lib/operator-error.ts";

/** Prints an error for the operator: a sentence where we have one, everything where we don't. */
export function report(error: unknown): void {
  console.error(error instanceof OperatorError ? error.message : error);
}
