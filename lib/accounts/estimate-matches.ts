import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { allOf, type FilteredList, filtersOf } from "./list-filter.ts";

const SAMPLED_ACCOUNTS = 3_000;

/**
 * How many accounts the index `accounts_by_search` would find, by a sample: the planner's statistics know nothing about parts of
 * words.
 */
export async function estimateMatches(tx: Transaction, list: FilteredList): Promise<number> {
  const conditions = filtersOf(list).flatMap(({ condition, indexed }) => (indexed ? [condition] : []));
  const [table] = await tx.execute<{ rows: number }>(
    sql.raw("SELECT reltuples AS rows FROM pg_class WHERE oid = 'accounts'::regclass"),
  );
  const sampled = Math.min(1, SAMPLED_ACCOUNTS / Math.max(1, table?.rows ?? 1));
  const [sample] = await tx.execute<{ matches: number }>(sql`SELECT count(*)::int AS matches
    FROM accounts account TABLESAMPLE SYSTEM (${sampled * 100}) WHERE ${allOf(conditions)}`);
  return (sample?.matches ?? 0) / sampled;
}
