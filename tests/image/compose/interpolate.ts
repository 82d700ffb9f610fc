type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$(?:\$|\{(\w+)(?::-((?:[^{}]|\{[^{}]*\})*))?\})/g;

/** Replaces `${NAME}` and `${NAME:-default}`, as Compose does; `$$` is a dollar. */
export const interpolate = (text: string, variables: Variables): string =>
  text.replace(VARIABLE, (whole, name?: string, fallback = "") =>
    whole === "$$" ? "$" : variables[String(name)] || interpolate(fallback, variables),
  );

/** Interpolates all strings in a value. */
export function interpolateAll<T>(value: T, variables: Variables): T {
  if (typeof value === "string") return interpolate(value, variables) as T;
  if (Array.isArray(value)) return value.map((item) => interpolateAll(item, variables)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolateAll(item, variables)])) as T;
}
