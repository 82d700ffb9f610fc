/** A link that was used, replaced, expired or damaged; its page says which, and what to do. */
export class InvalidLink extends Error {
  override name = "InvalidLink";
}
