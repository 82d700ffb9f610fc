import { paths } from "#lib/paths.ts";

/** The list with a query that another page was given. */
export function listUrl(query: unknown): string {
  const kept = new URLSearchParams(typeof query === "string" ? query : "").toString();
  return kept ? `${paths.accounts}?${kept}` : paths.accounts;
}

type Change = Readonly<{ sort?: string | undefined; direction?: string | undefined; after?: string; before?: string }>;

/** The list from its start, or from a cursor, with what else changes; `undefined` for the default. */
export function changedListUrl(query: string, change: Change = {}): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries({ after: undefined, before: undefined, ...change })) {
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  }
  return listUrl(parameters.toString());
}

type BackLink = Readonly<{ href: string; label: string }>;

/** Back to the list if its query was passed on, else to the account. */
export const backLink = (list: unknown, accountId: string): BackLink =>
  typeof list === "string"
    ? { href: listUrl(list), label: "Back to user accounts" }
    : { href: paths.accountDetails(accountId), label: "Back to account" };

const FILTERS = ["search", "state", "identity", "role", "domain"];

export function isFiltered(query: string): boolean {
  const parameters = new URLSearchParams(query);
  return FILTERS.some((name) => parameters.has(name));
}
