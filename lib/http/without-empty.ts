/** An address's parameters without those that a form sends empty; whatever is no parameters as it is. */
export const withoutEmpty = (parameters: unknown): unknown =>
  typeof parameters === "object" && parameters !== null
    ? Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ""))
    : parameters;
