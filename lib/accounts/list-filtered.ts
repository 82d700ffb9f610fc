import { type Transaction, transaction } from "#db/client.ts";
import type { AccountsQuery } from "./accounts-query.ts";
import { estimateMatches } from "./estimate-matches.ts";
import { domainFilter, domainIdsAtOrBelow } from "./filter-by-domain.ts";
import { identityFilter } from "./filter-by-identity.ts";
import { roleFilter } from "./filter-by-role.ts";
import { findByWholeEmail, searchFilter } from "./filter-by-search.ts";
import { stateFilter } from "./filter-by-state.ts";
import type { FilteredList, Place } from "./list-filter.ts";
import { cursorOf, orderOf } from "./list-order.ts";
import { scanInOrder } from "./scan-in-order.ts";
import { type SelectedRow, selectByPlace } from "./select-rows.ts";
import { quickSourcesOf, sortCandidates } from "./sort-candidates.ts";
import { sortMatches } from "./sort-matches.ts";

/** Within these limits, each step takes at most as long as some list pages. */
const SHORT_SCAN = 1_000;
const SCAN = 8_000;
const LONG_SCAN = 30_000;
const FEW_CANDIDATES = 1_000;
export const MANY_CANDIDATES = 40_000;

export const listFiltered = async (query: AccountsQuery): Promise<SelectedRow[]> =>
  selectByPlace(await transaction((tx) => findPlaces(tx, query)));

/**
 * A scan in order soon meets frequent matches; rare ones are soon collected and sorted. Nobody knows beforehand which they are,
 * so both are tried, within limits. What is left is frequent but far down in the order: then all matches are sorted.
 */
async function findPlaces(tx: Transaction, query: AccountsQuery): Promise<readonly Place[]> {
  const { search, domain } = query;
  const domainIds = domain ? await domainIdsAtOrBelow(tx, domain) : [];
  if (domain && domainIds.length === 0) return [];
  const account = search ? await findByWholeEmail(tx, search) : undefined;
  const list = filteredList(query, domainIds, account);
  const found = await (search && !account ? findBySearch(tx, list) : findByFilters(tx, list, query));
  return found ?? (await sortMatches(tx, list));
}

async function findBySearch(tx: Transaction, list: FilteredList) {
  const found = await scanInOrder(tx, list, SHORT_SCAN);
  if (found) return found;
  const estimated = await estimateMatches(tx, list);
  return (
    (estimated > SCAN ? await scanInOrder(tx, list, SCAN) : undefined) ??
    // The index takes long to find that a word is frequent.
    (estimated < MANY_CANDIDATES ? await sortCandidates(tx, list, MANY_CANDIDATES) : undefined) ??
    (await scanInOrder(tx, list, LONG_SCAN))
  );
}

const findByFilters = async (tx: Transaction, list: FilteredList, { role }: AccountsQuery) =>
  (await sortCandidates(tx, list, FEW_CANDIDATES, quickSourcesOf(list, role))) ??
  (await scanInOrder(tx, list, SCAN)) ??
  (await sortCandidates(tx, list, MANY_CANDIDATES)) ??
  (await scanInOrder(tx, list, LONG_SCAN));

export function filteredList(
  query: AccountsQuery,
  domainIds: readonly string[],
  account: FilteredList["filters"]["search"],
): FilteredList {
  const { search, state, identity, role } = query;
  return {
    order: orderOf(query),
    cursor: cursorOf(query),
    filters: {
      search: account ?? (search ? searchFilter(search) : undefined),
      state: state && stateFilter(state),
      identity: identity && identityFilter(identity),
      role: role && roleFilter(role),
      domain: domainIds.length > 0 ? domainFilter(domainIds) : undefined,
    },
    domainIds,
    isLockedOnly: state === "LOCKED",
  };
}
