import { type SQL, sql } from "drizzle-orm";
import type { Cursor } from "./accounts-query.ts";
import type { Order } from "./list-order.ts";

/** A condition on `account`: an alias of `accounts`, or of rows with some of its columns. */
export type ListFilter = Readonly<{
  /** For an account that is being scanned: it looks up nothing but by the account's id. */
  condition: SQL;
  /** The condition as the index `accounts_by_search` serves it. */
  indexed?: SQL;
  /** The ids of all matching accounts, as an index of another table has them. They may repeat. */
  ids?: SQL;
}>;

export type FilteredList = Readonly<{
  order: Order;
  cursor: Cursor | undefined;
  filters: Readonly<{
    search?: ListFilter | undefined;
    state?: ListFilter | undefined;
    identity?: ListFilter | undefined;
    role?: ListFilter | undefined;
    domain?: ListFilter | undefined;
  }>;
  /** Of the filter by domain: the domain and all below it. */
  domainIds: readonly string[];
  isLockedOnly: boolean;
}>;

/** A place in the list: the sort key and the id. */
export type Place = Cursor;

export const filtersOf = ({ filters }: FilteredList, except: readonly (ListFilter | undefined)[] = []): ListFilter[] =>
  Object.values(filters).filter((filter) => filter !== undefined && !except.includes(filter)) as ListFilter[];

export const allOf = (conditions: readonly (SQL | undefined)[]): SQL =>
  sql.join([sql`true`, ...conditions.filter((condition) => condition !== undefined)], sql` AND `);
