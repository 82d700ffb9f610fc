/** What an action was called with, as a form: whoever calls it directly may send anything at all. */
export const sentForm = (sent: unknown): FormData => (sent instanceof FormData ? sent : new FormData());

/** One field of it as text; empty where there is none. */
export function sentText(sent: unknown, name: string): string {
  const value = sentForm(sent).get(name);
  return typeof value === "string" ? value : "";
}

/** The number of the answer that a form is about to get. */
export function nextAttempt(previous: unknown): number {
  const isState = typeof previous === "object" && previous !== null && "attempt" in previous;
  return isState && Number.isSafeInteger(previous.attempt) ? Number(previous.attempt) + 1 : 1;
}
