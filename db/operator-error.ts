/** Only the message is printed: what is wrong, and how to fix it. */
export class OperatorError extends Error {
  override name = "OperatorError";
}
