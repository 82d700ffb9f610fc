/** What the operator can fix: the message says what is wrong and how to fix it, and is all that gets printed. */
export class OperatorError extends Error {
  override name = "OperatorError";
}
