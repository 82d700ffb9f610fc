import { type SQL, sql } from "drizzle-orm";
import type { AccountState } from "./core/state.ts";
import type { ListFilter } from "./list-filter.ts";

/** Most look-ups miss the small index of the locked accounts, and read no row. */
const isLocked: SQL = sql`(SELECT true FROM credentials WHERE account_id = account.id AND locked_at IS NOT NULL)`;

/** The SQL of `stateOf`. */
export const stateFilter = (state: AccountState): ListFilter =>
  state === "LOCKED"
    ? { condition: isLocked, ids: sql`SELECT account_id AS id FROM credentials WHERE locked_at IS NOT NULL` }
    : { condition: sql`${isLocked} IS NULL` };
