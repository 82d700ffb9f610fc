/** What an action was called with, as a form: whoever calls it directly may send anything at all. */
export const toFormData = (sent: unknown): FormData => (sent instanceof FormData ? sent : new FormData());

/** One field of it as text; empty where there is none. */
export function formText(sent: unknown, name: string): string {
  const value = toFormData(sent).get(name);
  return typeof value === "string" ? value : "";
}

/** How every field of ours is called. Conform reads `a[0].b` as a path, and `a[100000000]` as a list of that length. */
const FIELD_NAME = /^[a-z]{1,40}$/i;

/** The texts of the fields that a form of ours can have; anything else is left out before it is taken apart. */
export function plainFields(sent: unknown): FormData {
  const kept = new FormData();
  for (const [name, value] of toFormData(sent)) {
    if (typeof value === "string" && FIELD_NAME.test(name)) kept.append(name, value);
  }
  return kept;
}

/** What React adds to a form for the time before its scripts run, and leaves in it. */
const REACT_PREFIX = "$ACTION_";

/** The names of all fields of a form, whatever they hold. */
export const fieldNames = (sent: unknown): string[] =>
  [...new Set(toFormData(sent).keys())].filter((name) => !name.startsWith(REACT_PREFIX));

/** Fields whose values never go back to a page, whichever form they are sent with. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "currentPassword",
  "password",
  "confirmation",
  "singleUsePassword",
]);

/** What the fields of a form hold, as it goes back to the page: lists where a name comes up more than once. */
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

/** The number of the answer that a form is about to get. */
export function nextAttempt(previous: unknown): number {
  const isState = typeof previous === "object" && previous !== null && "attempt" in previous;
  return isState && Number.isSafeInteger(previous.attempt) ? Number(previous.attempt) + 1 : 1;
}
