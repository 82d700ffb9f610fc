import { and, eq, isNotNull, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { type AccountsQuery, directionOf, NEVER, type Sort } from "./accounts-query.ts";
import { activationEndsAt, hasPassword, isActivated } from "./core/activation.ts";
import { isLinked } from "./filter-by-identity.ts";

export const PAGE_SIZE = 50;

/** ISO 8601, whatever date style the database is set to. */
const momentText = (moment: SQLWrapper): SQL =>
  sql`coalesce(to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${NEVER})`;

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

export type SelectedRow = Awaited<ReturnType<typeof selectRows>>[number];

/** One row more than a page shows that another follows. Backwards for a page before a cursor. */
export function selectRows(db: Pick<Transaction, "select">, query: AccountsQuery, condition?: SQL) {
  const { key, text } = SORT_KEYS[query.sort];
  const isAscending = (directionOf(query) === "ascending") !== Boolean(query.before);
  const order = isAscending ? sql`ASC` : sql`DESC`;
  return db
    .select({
      key: sql<string>`${text}`,
      id: accounts.id,
      email: accounts.email,
      firstName: accounts.firstName,
      lastName: accounts.lastName,
      roles: accounts.roles,
      lockedAt: credentials.lockedAt,
      isLinked: isLinked(),
      lastSignInAt: credentials.lastSignInAt,
      singleUseExpiresAt: credentials.singleUseExpiresAt,
      isActivated: isActivated(),
      hasPassword: hasPassword(),
      activationEndsAt: activationEndsAt(),
    })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(and(condition, isInState(query), hasRole(query), isBeyondCursor(query, isAscending)))
    .orderBy(sql`${key} ${order}`, sql`${accounts.id} ${order}`)
    .limit(PAGE_SIZE + 1);
}

/** The SQL of `stateOf`. */
function isInState({ state }: AccountsQuery): SQL | undefined {
  if (!state) return undefined;
  return state === "LOCKED" ? isNotNull(credentials.lockedAt) : isNull(credentials.lockedAt);
}

const hasRole = ({ role }: AccountsQuery): SQL | undefined => role && sql`${accounts.roles} @> ARRAY[${role}]`;

function isBeyondCursor({ sort, after, before }: AccountsQuery, isAscending: boolean): SQL | undefined {
  const cursor = before ?? after;
  if (!cursor) return undefined;
  const { key, type } = SORT_KEYS[sort];
  const comparison = isAscending ? sql`>` : sql`<`;
  return sql`(${key}, ${accounts.id}) ${comparison} (${cursor.key}::${type}, ${cursor.id}::uuid)`;
}
