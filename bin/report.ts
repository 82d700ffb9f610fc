import { OperatorError } from "#db/operator-error.ts";
import { tellProblem } from "./process-output.ts";

/** Prints an error for the operator: a sentence where we have one, everything where we don't. */
export function report(error: unknown): void {
  if (error instanceof OperatorError) tellProblem(error.message);
  else console.error(error);
}
