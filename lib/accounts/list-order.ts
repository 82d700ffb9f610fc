import { type SQL, sql } from "drizzle-orm";
import { type AccountsQuery, type Cursor, directionOf, NEVER } from "./accounts-query.ts";
import type { Sort } from "./list-options.ts";

export type Order = Readonly<{ sort: Sort; isAscending: boolean }>;

/** Backwards for a page before a cursor. */
export const orderOf = (query: AccountsQuery): Order => ({
  sort: query.sort,
  isAscending: (directionOf(query) === "ascending") !== Boolean(query.before),
});

export const cursorOf = ({ before, after }: AccountsQuery): Cursor | undefined => before ?? after;

export const directionSql = ({ isAscending }: Order): SQL => (isAscending ? sql`ASC` : sql`DESC`);

/** ISO 8601, whatever date style the database is set to. */
const momentText = (moment: SQL): SQL => sql`CASE WHEN isfinite(${moment})
  THEN to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') ELSE ${sql.raw(`'${NEVER}'`)} END`;

type SortKey = Readonly<{
  table: "accounts" | "credentials";
  /** As the index of the list has it. `account_domains` has copies of those of `accounts`. */
  of: (table: SQL) => SQL;
  /** As a cursor has it. */
  text: (key: SQL) => SQL;
  type: SQL;
}>;

export const SORT_KEYS: Readonly<Record<Sort, SortKey>> = {
  name: { table: "accounts", of: (table) => sql`${table}.sort_key COLLATE "C"`, text: (key) => key, type: sql`text` },
  email: { table: "accounts", of: (table) => sql`${table}.email COLLATE "C"`, text: (key) => key, type: sql`text` },
  created: { table: "accounts", of: (table) => sql`${table}.created_at`, text: momentText, type: sql`timestamptz` },
  "last-sign-in": {
    table: "credentials",
    of: (table) => sql`coalesce(${table}.last_sign_in_at, '-infinity'::timestamptz)`,
    text: momentText,
    type: sql`timestamptz`,
  },
};

type CursorValues = Readonly<{ key: unknown; id: unknown }>;

/** Keys repeat, ids do not. */
export function isBeyond({ sort, isAscending }: Order, key: SQL, id: SQL, cursor: CursorValues): SQL {
  const comparison = isAscending ? sql`>` : sql`<`;
  return sql`(${key}, ${id}) ${comparison} (${cursor.key}::${SORT_KEYS[sort].type}, ${cursor.id}::uuid)`;
}
