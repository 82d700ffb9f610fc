import { getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { databaseEnvironment } from "./environment.ts";

/**
 * Runs `insert` while GIN indexes of these tables collect new entries and add many at once, which takes a fraction of the time.
 * Then gathers statistics, without which the planner would take the tables for as small as they were.
 */
export async function bulkInsert<T>(tables: readonly PgTable[], insert: () => Promise<T>): Promise<T> {
  const { databaseUrl, migrationDatabaseUrl = databaseUrl } = databaseEnvironment().settings();
  const owner = postgres(String(migrationDatabaseUrl), { max: 1, onnotice: () => {} });
  const names = tables.map(getTableName);
  try {
    await owner`SELECT set_config('statement_timeout', '0', false)`;
    const indexes = await ginIndexes(owner, names);
    for (const index of indexes) await owner`ALTER INDEX ${owner(index)} SET (fastupdate = on)`;
    try {
      return await insert();
    } finally {
      for (const index of indexes) {
        await owner`ALTER INDEX ${owner(index)} SET (fastupdate = off)`;
        await owner`SELECT gin_clean_pending_list(${index}::regclass)`;
      }
      for (const name of names) await owner`ANALYZE ${owner(name)}`;
    }
  } finally {
    await owner.end();
  }
}

/** Those that add every entry at once, of which this role may change that. */
async function ginIndexes(owner: postgres.Sql, tables: readonly string[]): Promise<string[]> {
  const indexes = await owner<{ name: string }[]>`
    SELECT pg_class.relname AS name
    FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid JOIN pg_am ON pg_am.oid = relam
    WHERE indrelid = ANY(${tables as string[]}::regclass[]) AND amname = 'gin' AND pg_has_role(relowner, 'USAGE')
      AND reloptions && ARRAY['fastupdate=false', 'fastupdate=off']`;
  return indexes.map(({ name }) => name);
}
