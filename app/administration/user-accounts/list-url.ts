import { type AccountsQuery, writeCursor } from "#lib/accounts/accounts-query.ts";
import { paths } from "#lib/paths.ts";

type Changes = Readonly<Partial<Record<keyof AccountsQuery, string | undefined>>>;

const asText = (query: AccountsQuery): Changes => ({
  search: query.search,
  state: query.state,
  identity: query.identity,
  role: query.role,
  domain: query.domain,
  sort: query.sort === "name" ? undefined : query.sort,
  direction: query.direction,
  after: query.after && writeCursor(query.after),
  before: query.before && writeCursor(query.before),
});

export function listQuery(query: AccountsQuery, changes: Changes = {}): string {
  const entries = Object.entries({ ...asText(query), ...changes }).filter(([, value]) => value);
  return new URLSearchParams(entries as [string, string][]).toString();
}

export const listUrl = (query: AccountsQuery, changes: Changes = {}): string => listUrlWith(listQuery(query, changes));

/** The list with a query that another page was given. */
export function listUrlWith(query: unknown): string {
  const kept = new URLSearchParams(typeof query === "string" ? query : "").toString();
  return kept ? `${paths.accounts}?${kept}` : paths.accounts;
}

type BackLink = Readonly<{ href: string; label: string }>;

/** Back to the list if its query was passed on, else to the account. */
export const backLink = (list: unknown, accountId: string): BackLink =>
  typeof list === "string"
    ? { href: listUrlWith(list), label: "Back to user accounts" }
    : { href: paths.accountDetails(accountId), label: "Back to account" };

export const isFiltered = ({ search, state, identity, role, domain }: AccountsQuery): boolean =>
  Boolean(search || state || identity || role || domain);
