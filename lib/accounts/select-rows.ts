import { eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { assignedDomains } from "#lib/domains/restrictions.ts";
import type { AccountsQuery, Cursor } from "./accounts-query.ts";
import { activationEndsAt, hasPassword, isActivated } from "./core/activation.ts";
import { isLinkedAt, issuer } from "./filter-by-identity.ts";
import { SORTS } from "./list-options.ts";
import { cursorOf, directionSql, isBeyond, type Order, orderOf, SORT_KEYS } from "./list-order.ts";

export const PAGE_SIZE = 50;

const columns = () => ({
  id: accounts.id,
  email: accounts.email,
  firstName: accounts.firstName,
  lastName: accounts.lastName,
  roles: accounts.roles,
  lockedAt: credentials.lockedAt,
  isLinked: isLinkedAt(sql.placeholder("issuer")),
  lastSignInAt: credentials.lastSignInAt,
  singleUseExpiresAt: credentials.singleUseExpiresAt,
  isActivated: isActivated(),
  hasPassword: hasPassword(),
  activationEndsAt: activationEndsAt(),
  domains: assignedDomains,
});

type Builder = Pick<Transaction, "select">;

const PLACE = { key: sql.placeholder("key"), id: sql.placeholder("id") };

/** One row more than a page shows that another follows. */
export function unfiltered(db: Builder, order: Order, hasCursor: boolean) {
  const { table, of, text } = SORT_KEYS[order.sort];
  const key = of(sql.identifier(table).getSQL());
  const id = sql`${table === "credentials" ? credentials.accountId : accounts.id}`;
  const direction = directionSql(order);
  return db
    .select({ key: sql<string>`${text(key)}`, ...columns() })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(hasCursor ? isBeyond(order, key, id, PLACE) : undefined)
    .orderBy(sql`${key} ${direction}`, sql`${id} ${direction}`)
    .limit(PAGE_SIZE + 1);
}

const variantOf = ({ sort, isAscending }: Order, hasCursor: boolean): string => [sort, isAscending, hasCursor].join();

/** One plan serves all values of each. */
const UNFILTERED = new Map(
  SORTS.flatMap((sort) => [true, false].map((isAscending) => ({ sort, isAscending }))).flatMap((order) =>
    [true, false].map((hasCursor) => [variantOf(order, hasCursor), prepared((db) => unfiltered(db, order, hasCursor))]),
  ),
);

export type SelectedRow = Awaited<ReturnType<typeof selectByPlace>>[number];

export function selectUnfiltered(query: AccountsQuery): Promise<SelectedRow[]> {
  const cursor = cursorOf(query);
  const select = UNFILTERED.get(variantOf(orderOf(query), cursor !== undefined));
  if (!select) throw new Error(`The list has no order by ${query.sort}.`);
  return select({ issuer: issuer(), ...cursor });
}

const selectByIds = prepared((db) =>
  db
    .select(columns())
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(sql`${accounts.id} = ANY(${sql.placeholder("ids")}::uuid[])`),
);

/** In the order of their places, which stay those that they were found at. */
export async function selectByPlace(places: readonly Cursor[]) {
  if (places.length === 0) return [];
  const rows = await selectByIds({ issuer: issuer(), ids: `{${places.map(({ id }) => id).join()}}` });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap(({ key, id }) => {
    const row = byId.get(id);
    return row ? [{ key, ...row }] : [];
  });
}
