/** The argument of an action, which direct callers can choose freely. */
export const toFormData = (sent: unknown): FormData => (sent instanceof FormData ? sent : new FormData());

/** A field as text, empty if there is none. */
export function formText(sent: unknown, name: string): string {
  const value = toFormData(sent).get(name);
  return typeof value === "string" ? value : "";
}

/** Conform reads `a[0].b` as a path, and `a[100000000]` as a list of that length. */
const FIELD_NAME = /^[a-z]{1,40}$/i;

/** The text fields with plain names. Everything else is dropped before parsing. */
export function plainFields(sent: unknown): FormData {
  const fields = new FormData();
  for (const [name, value] of toFormData(sent)) {
    if (typeof value === "string" && FIELD_NAME.test(name)) fields.append(name, value);
  }
  return fields;
}

/** React's own fields for submitting without scripts. */
const REACT_PREFIX = "$ACTION_";

export const fieldNames = (sent: unknown): string[] =>
  [...new Set(toFormData(sent).keys())].filter((name) => !name.startsWith(REACT_PREFIX));

/** Never sent back to a page. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "currentPassword",
  "password",
  "confirmation",
  "singleUsePassword",
]);

/** The submitted values to fill the form in again, without secrets. */
export function submittedValues(sent: unknown): Record<string, string | string[]> {
  const form = plainFields(sent);
  const names = fieldNames(form).filter((name) => !SECRET_FIELDS.has(name));
  return Object.fromEntries(
    names.map((name) => {
      const texts = form.getAll(name).filter((text) => typeof text === "string");
      return [name, texts.length === 1 ? (texts[0] ?? "") : texts];
    }),
  );
}

export function nextAttempt(previous: unknown): number {
  const isState = typeof previous === "object" && previous !== null && "attempt" in previous;
  return isState && Number.isSafeInteger(previous.attempt) ? Number(previous.attempt) + 1 : 1;
}
