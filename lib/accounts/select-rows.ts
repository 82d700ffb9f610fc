import { and, eq, isNotNull, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { assignedDomains } from "#lib/domains/restrictions.ts";
import { type AccountsQuery, type Cursor, directionOf, NEVER, SORTS, type Sort } from "./accounts-query.ts";
import { activationEndsAt, hasPassword, isActivated } from "./core/activation.ts";
import { isLinkedAt, issuer } from "./filter-by-identity.ts";

export const PAGE_SIZE = 50;

/** ISO 8601, whatever date style the database is set to. */
const momentText = (moment: SQLWrapper): SQL =>
  sql`coalesce(to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${sql.raw(`'${NEVER}'`)})`;

/** The key as its index has it, the key's text in a cursor, and the type to cast that text to. */
const SORT_KEYS: Record<Sort, { key: SQL; text: SQL; type: SQL }> = {
  name: { key: sql`${accounts.sortKey} COLLATE "C"`, text: sql`${accounts.sortKey}`, type: sql`text` },
  email: { key: sql`${accounts.email} COLLATE "C"`, text: sql`${accounts.email}`, type: sql`text` },
  created: { key: sql`${accounts.createdAt}`, text: momentText(accounts.createdAt), type: sql`timestamptz` },
  "last-sign-in": {
    key: sql`coalesce(${credentials.lastSignInAt}, '-infinity'::timestamptz)`,
    text: momentText(credentials.lastSignInAt),
    type: sql`timestamptz`,
  },
};

type Order = Readonly<{ sort: Sort; isAscending: boolean }>;

/** Backwards for a page before a cursor. */
const orderOf = (query: AccountsQuery): Order => ({
  sort: query.sort,
  isAscending: (directionOf(query) === "ascending") !== Boolean(query.before),
});

export type SelectedRow = Awaited<ReturnType<typeof selectRows>>[number];

export function selectRows(db: Pick<Transaction, "select">, query: AccountsQuery, condition?: SQL) {
  const order = orderOf(query);
  const cursor = query.before ?? query.after;
  const isWanted = and(condition, isInState(query), hasRole(query), cursor && isBeyond(order, cursor));
  return firstRows(db, order, issuer(), isWanted);
}

/** One plan serves all values of a query without filters. */
export function selectUnfiltered(query: AccountsQuery): Promise<SelectedRow[]> {
  const order = orderOf(query);
  const cursor = query.before ?? query.after;
  const select = UNFILTERED.get(variant(order, cursor !== undefined));
  if (!select) throw new Error(`There is no order by ${query.sort}.`);
  return select({ issuer: issuer(), ...cursor });
}

const variant = ({ sort, isAscending }: Order, hasCursor: boolean): string => [sort, isAscending, hasCursor].join();

const placeholders = { key: sql.placeholder("key"), id: sql.placeholder("id") };

const UNFILTERED = new Map(
  SORTS.flatMap((sort) => [true, false].map((isAscending) => ({ sort, isAscending }))).flatMap((order) =>
    [true, false].map((hasCursor) => [
      variant(order, hasCursor),
      prepared((db) =>
        firstRows(db, order, sql.placeholder("issuer"), hasCursor ? isBeyond(order, placeholders) : undefined),
      ),
    ]),
  ),
);

/** One row more than a page shows that another follows. */
function firstRows(db: Pick<Transaction, "select">, order: Order, issuer: unknown, condition: SQL | undefined) {
  const { key, text } = SORT_KEYS[order.sort];
  const direction = order.isAscending ? sql`ASC` : sql`DESC`;
  return db
    .select({
      key: sql<string>`${text}`,
      id: accounts.id,
      email: accounts.email,
      firstName: accounts.firstName,
      lastName: accounts.lastName,
      roles: accounts.roles,
      lockedAt: credentials.lockedAt,
      isLinked: isLinkedAt(issuer),
      lastSignInAt: credentials.lastSignInAt,
      singleUseExpiresAt: credentials.singleUseExpiresAt,
      isActivated: isActivated(),
      hasPassword: hasPassword(),
      activationEndsAt: activationEndsAt(),
      domains: assignedDomains,
    })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(condition)
    .orderBy(sql`${key} ${direction}`, sql`${accounts.id} ${direction}`)
    .limit(PAGE_SIZE + 1);
}

/** The SQL of `stateOf`. */
function isInState({ state }: AccountsQuery): SQL | undefined {
  if (!state) return undefined;
  return state === "LOCKED" ? isNotNull(credentials.lockedAt) : isNull(credentials.lockedAt);
}

const hasRole = ({ role }: AccountsQuery): SQL | undefined => role && sql`${accounts.roles} @> ARRAY[${role}]`;

function isBeyond({ sort, isAscending }: Order, cursor: Cursor | typeof placeholders): SQL {
  const { key, type } = SORT_KEYS[sort];
  const comparison = isAscending ? sql`>` : sql`<`;
  return sql`(${key}, ${accounts.id}) ${comparison} (${cursor.key}::${type}, ${cursor.id}::uuid)`;
}
