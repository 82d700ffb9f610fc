import { type AccountsQuery, writeCursor } from "#lib/accounts/accounts-query.ts";
import { DEFAULT_SORT } from "#lib/accounts/list-options.ts";

/** As in a URL, without what is not set. */
export function listQuery(query: AccountsQuery): string {
  const entries = Object.entries({
    ...query,
    sort: query.sort === DEFAULT_SORT ? undefined : query.sort,
    after: query.after && writeCursor(query.after),
    before: query.before && writeCursor(query.before),
  }).filter(([, value]) => value);
  return new URLSearchParams(entries as [string, string][]).toString();
}
