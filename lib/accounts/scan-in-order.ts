import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { allOf, type FilteredList, filtersOf, type ListFilter, type Place } from "./list-filter.ts";
import { directionSql, isBeyond, SORT_KEYS } from "./list-order.ts";
import { setPlanner } from "./planner-settings.ts";
import { PAGE_SIZE } from "./select-rows.ts";

/** Of more domains, the order is not merged from the orders of each. */
const MERGED_DOMAINS_MAX = 16;

/** Rows in order with the id, the key and perhaps the other columns of the account, and the filter that they already match. */
type Source = Readonly<{ rows: SQL; hasAccount?: boolean; matches?: ListFilter | undefined }>;

/** @returns `undefined` when the first rows of the list, as many as the limit, do not fill a page */
export async function scanInOrder(
  tx: Transaction,
  list: FilteredList,
  limit: number,
): Promise<readonly Place[] | undefined> {
  await setPlanner(tx, "scan");
  const places = await tx.execute<Place>(scanQuery(list, limit));
  return places.length > PAGE_SIZE ? places : undefined;
}

export function scanQuery(list: FilteredList, limit: number): SQL {
  const { rows, hasAccount, matches } = sourceOf(list, limit);
  const filters = filtersOf(list, [matches]);
  const direction = directionSql(list.order);
  const isComplete = hasAccount || !filters.some(({ indexed }) => indexed);
  const account = isComplete
    ? rows
    : sql`SELECT scanned.id, scanned.key, accounts.search_text, accounts.roles, accounts.domain_ids
        FROM (${rows}) scanned JOIN accounts ON accounts.id = scanned.id`;
  return sql`SELECT id, ${SORT_KEYS[list.order.sort].text(sql`key`)} AS key FROM (${account}) account
    WHERE ${allOf(filters.map(({ condition }) => condition))}
    ORDER BY account.key ${direction}, account.id ${direction} LIMIT ${PAGE_SIZE + 1}`;
}

function sourceOf(list: FilteredList, limit: number): Source {
  const { sort } = list.order;
  if (sort === "last-sign-in" || (sort === "created" && list.isLockedOnly)) return credentialRows(list, limit);
  const { length } = list.domainIds;
  if (length > 0 && length <= MERGED_DOMAINS_MAX) return domainRows(list, limit);
  const columns = sql`, search_text, roles, domain_ids`;
  return { rows: rowsInOrder(list, limit, { table: "accounts", id: sql`id`, columns }), hasAccount: true };
}

function credentialRows(list: FilteredList, limit: number): Source {
  const key = list.order.sort === "created" ? { key: sql`account_created_at` } : {};
  const table = { table: "credentials", id: sql`account_id`, ...key };
  if (!list.isLockedOnly) return { rows: rowsInOrder(list, limit, table) };
  const condition = sql`locked_at IS NOT NULL`;
  return { rows: rowsInOrder(list, limit, { ...table, condition }), matches: list.filters.state };
}

function domainRows(list: FilteredList, limit: number): Source {
  const direction = directionSql(list.order);
  const ofDomains = list.domainIds.map((domainId) => {
    const condition = sql`domain_id = ${domainId}::uuid`;
    return sql`(${rowsInOrder(list, limit, { table: "account_domains", id: sql`account_id`, condition })})`;
  });
  // An account may be in several of the domains.
  const rows = sql`SELECT DISTINCT ON (key, id) id, key FROM (${sql.join(ofDomains, sql` UNION ALL `)}) merged
    ORDER BY key ${direction}, id ${direction} LIMIT ${limit}`;
  return { rows, matches: list.filters.domain };
}

type Rows = Readonly<{ table: string; id: SQL; key?: SQL; columns?: SQL; condition?: SQL }>;

function rowsInOrder(list: FilteredList, limit: number, rows: Rows): SQL {
  const { id, columns = sql``, condition = sql`true` } = rows;
  const table = sql`${sql.identifier(rows.table)}`;
  const { key = SORT_KEYS[list.order.sort].of(table) } = rows;
  const direction = directionSql(list.order);
  return sql`SELECT ${id} AS id, ${key} AS key${columns} FROM ${table}
    WHERE ${condition} AND ${isBeyondCursor(list, key, id)}
    ORDER BY ${key} ${direction}, ${id} ${direction} LIMIT ${limit}`;
}

export const isBeyondCursor = ({ order, cursor }: FilteredList, key: SQL, id: SQL): SQL =>
  cursor ? isBeyond(order, key, id, cursor) : sql`true`;
