import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { allOf, type FilteredList, filtersOf, type ListFilter, type Place } from "./list-filter.ts";
import { directionSql, SORT_KEYS } from "./list-order.ts";
import { setPlanner } from "./planner-settings.ts";
import { isBeyondCursor } from "./scan-in-order.ts";
import { PAGE_SIZE } from "./select-rows.ts";

/** Reads every account at most once, whatever matches. */
export async function sortMatches(tx: Transaction, list: FilteredList): Promise<readonly Place[]> {
  await setPlanner(tx, "all");
  return tx.execute<Place>(matchesQuery(list));
}

/** Materialized, so that the planner cannot scan in order, nor all beyond the cursor. Only ids and keys are sorted. */
export function matchesQuery(list: FilteredList): SQL {
  const { table, of, text } = SORT_KEYS[list.order.sort];
  const direction = directionSql(list.order);
  const isOfAccounts = table === "accounts";
  const key = of(isOfAccounts ? sql`account` : sql`credentials`);
  const ofCredentials = isOfAccounts ? sql`` : sql`JOIN credentials ON credentials.account_id = account.id`;
  return sql`WITH matches AS MATERIALIZED (SELECT account.id, ${key} AS key FROM accounts account ${ofCredentials}
      WHERE ${allOf(filtersOf(list).map(ofAll))})
    SELECT id, ${text(sql`key`)} AS key FROM matches WHERE ${isBeyondCursor(list, sql`matches.key`, sql`matches.id`)}
    ORDER BY matches.key ${direction}, matches.id ${direction} LIMIT ${PAGE_SIZE + 1}`;
}

const ofAll = ({ condition, indexed, ids }: ListFilter): SQL =>
  ids ? sql`account.id IN (${ids})` : (indexed ?? condition);
