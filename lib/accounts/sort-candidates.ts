import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { allOf, type FilteredList, filtersOf, type ListFilter, type Place } from "./list-filter.ts";
import { directionSql, SORT_KEYS } from "./list-order.ts";
import { setPlanner } from "./planner-settings.ts";
import { isBeyondCursor } from "./scan-in-order.ts";
import { PAGE_SIZE } from "./select-rows.ts";

/** Rows with an id, from an index, that match some of the filters. */
type Source = Readonly<{ candidates: SQL; matches: readonly ListFilter[]; hasKey: boolean }>;

type Row = Readonly<{ candidates: number; id: string | null; key: string | null }>;

/** @returns `undefined` when every index finds more candidates than the limit */
export async function sortCandidates(
  tx: Transaction,
  list: FilteredList,
  limit: number,
  sources: readonly Source[] = sourcesOf(list),
): Promise<readonly Place[] | undefined> {
  if (sources.length > 0) await setPlanner(tx, "sort");
  for (const source of sources) {
    const rows = await tx.execute<Row>(candidatesQuery(list, source, limit));
    if (Number(rows[0]?.candidates) > limit) continue;
    return rows.flatMap(({ id, key }) => (id === null || key === null ? [] : [{ id, key }]));
  }
  return undefined;
}

export function sourcesOf(list: FilteredList): Source[] {
  const ofIndex = filtersOf(list).filter(({ indexed }) => indexed);
  const ofAccounts = ofIndex.length > 0 ? [accountsSource(list, ofIndex)] : [];
  // It takes long to find that a role is frequent.
  return list.filters.search ? [...ofAccounts, ...otherSources(list)] : [...otherSources(list), ...ofAccounts];
}

/** Those that are found to be frequent as fast as to be rare. Hardly any restricted account is of an administrator. */
export function quickSourcesOf(list: FilteredList, role: string | undefined): Source[] {
  const { domain, role: ofRole } = list.filters;
  const restricted = domain && ofRole && role === ADMINISTRATOR ? [accountsSource(list, [domain, ofRole])] : [];
  return [...restricted, ...otherSources(list)];
}

const otherSources = (list: FilteredList): Source[] =>
  filtersOf(list).flatMap((filter) =>
    filter.ids ? [{ candidates: sql`SELECT id FROM (${filter.ids}) ids`, matches: [filter], hasKey: false }] : [],
  );

function accountsSource(list: FilteredList, filters: readonly ListFilter[]): Source {
  const { table, of } = SORT_KEYS[list.order.sort];
  const key = table === "accounts" ? of(sql`account`) : sql`NULL`;
  const conditions = filters.map(({ indexed }) => indexed);
  return {
    candidates: sql`SELECT id, ${key} AS key FROM accounts account WHERE ${allOf(conditions)}`,
    matches: filters,
    hasKey: true,
  };
}

/** Counts the candidates also where none of them matches the other filters. */
export function candidatesQuery(list: FilteredList, source: Source, limit: number): SQL {
  const direction = directionSql(list.order);
  const conditions = filtersOf(list, source.matches).map(({ condition }) => condition);
  // Ordered before it is filtered, so that no more are looked up than fill the page.
  return sql`WITH candidates AS MATERIALIZED (${source.candidates} LIMIT ${limit + 1}),
    counted AS MATERIALIZED (SELECT count(*)::int AS candidates FROM candidates)
    SELECT counted.candidates, page.id, ${SORT_KEYS[list.order.sort].text(sql`page.key`)} AS key
    FROM counted LEFT JOIN (
      SELECT account.id, account.key FROM (${withKeys(list, source, limit)} ORDER BY key ${direction}, id ${direction}) account
      WHERE ${allOf(conditions)} ORDER BY account.key ${direction}, account.id ${direction} LIMIT ${PAGE_SIZE + 1}
    ) page ON true
    ORDER BY page.key ${direction}, page.id ${direction}`;
}

function withKeys(list: FilteredList, { hasKey }: Source, limit: number): SQL {
  const { table, of } = SORT_KEYS[list.order.sort];
  const isOfAccounts = table === "accounts";
  const key = isOfAccounts ? (hasKey ? sql`found.key` : of(sql`accounts`)) : of(sql`credentials`);
  const columns = hasKey ? sql`` : sql`, accounts.search_text, accounts.roles, accounts.domain_ids`;
  const rows = hasKey
    ? sql`candidates found`
    : sql`(SELECT DISTINCT id FROM candidates) found JOIN accounts ON accounts.id = found.id`;
  const ofCredentials = isOfAccounts ? sql`` : sql`JOIN credentials ON credentials.account_id = found.id`;
  return sql`SELECT found.id, ${key} AS key${columns} FROM ${rows} ${ofCredentials}
    WHERE (SELECT candidates FROM counted) <= ${limit} AND ${isBeyondCursor(list, key, sql`found.id`)}`;
}
