export const withoutEmpty = (parameters: unknown): unknown =>
  typeof parameters === "object" && parameters !== null
    ? Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ""))
    : parameters;
