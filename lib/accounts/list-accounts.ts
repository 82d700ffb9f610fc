import { and, eq, inArray, isNotNull, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { read, type Transaction, transaction } from "#db/client.ts";
import { isTimeout } from "#db/failures.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type AssignedDomain, restrictionsOf } from "#lib/domains/restrictions.ts";
import { type AccountsQuery, type Cursor, directionOf, NEVER, type Sort, writeCursor } from "./accounts-query.ts";
import { isOwnAccount } from "./core/account-policy.ts";
import { activationEndsAt, hasPassword, isActivated } from "./core/activation.ts";
import { type AccountState, stateOf } from "./core/state.ts";
import { domainFilter } from "./filter-by-domain.ts";
import { identityFilter, isLinked } from "./filter-by-identity.ts";
import { type ListFilter, searchFilter } from "./search-accounts.ts";

export type AccountRow = Readonly<{
  id: string;
  isOwn: boolean;
  email: string;
  firstName: string;
  lastName: string;
  roles: readonly string[];
  state: AccountState;
  /** Whether it is linked to a person at the identity provider, while one signs people in. */
  isLinked: boolean;
  lastSignInAt: Date | null;
  singleUseExpiresAt: Date | null;
  isActivated: boolean;
  hasPassword: boolean;
  /** Until when the link of the last activation mail works. */
  activationEndsAt: Date | null;
  /** What it is restricted to, as stored: it counts while segregation is on. */
  domains: readonly AssignedDomain[];
}>;

export type AccountsPage = Readonly<{
  rows: readonly AccountRow[];
  /** Where the page before and after this one begin; `undefined` at the ends. */
  previous: string | undefined;
  next: string | undefined;
}>;

const PAGE_SIZE = 50;

/** How long looking for what is frequent along the order of the list may take before it is given up. */
const SCAN_TIMEOUT_MS = 150;

/** ISO 8601, whatever date style the database is set to. */
const momentText = (moment: SQLWrapper): SQL =>
  sql`coalesce(to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${NEVER})`;

/** Each order as the key that its index holds, its text in a cursor, and the type that text is turned back into. */
const KEYS: Record<Sort, { key: SQL; text: SQL; type: SQL }> = {
  name: { key: sql`${accounts.sortKey} COLLATE "C"`, text: sql`${accounts.sortKey}`, type: sql`text` },
  email: { key: sql`${accounts.email} COLLATE "C"`, text: sql`${accounts.email}`, type: sql`text` },
  created: { key: sql`${accounts.createdAt}`, text: momentText(accounts.createdAt), type: sql`timestamptz` },
  "last-sign-in": {
    key: sql`coalesce(${credentials.lastSignInAt}, '-infinity'::timestamptz)`,
    text: momentText(credentials.lastSignInAt),
    type: sql`timestamptz`,
  },
};

/**
 * One page of the accounts that a query asks for, in its order, exact also while accounts are added and removed:
 * pages begin after a row, not at a number.
 * @throws Forbidden unless the actor is an administrator
 */
export async function listAccounts(actor: Actor, query: AccountsQuery): Promise<AccountsPage> {
  await requireAdministrator(actor);
  const isSearched = query.search || query.domain || query.identity;
  const found = isSearched ? await search(query) : await read((db) => select(db, query));
  const page = pageOf(found, query, actor);
  const domains = await restrictionsOf(page.rows.map(({ id }) => id));
  return { ...page, rows: page.rows.map((row) => ({ ...row, domains: domains.get(row.id) ?? [] })) };
}

type Found = Awaited<ReturnType<typeof select>>;

/**
 * Few matches are fetched and sorted. Of many, the first in order are soon met by walking along it; where they all
 * stand at its far end that takes too long, and then all matches are gathered behind a fence before they are sorted.
 */
const search = (query: AccountsQuery): Promise<Found> =>
  transaction(async (tx) => {
    // A generic plan cannot know how rare the term is, and is seconds slower for the wrong guess.
    await tx.execute(sql`SET LOCAL plan_cache_mode = force_custom_plan`);
    const filters = [
      query.search && searchFilter(query.search),
      query.domain && (await domainFilter(tx, query.domain)),
      query.identity && identityFilter(query.identity),
    ].filter((filter) => filter !== undefined && filter !== "");
    const candidateIds = await fewMatches(tx, filters);
    const scanCondition = and(...filters.map(({ scanCondition }) => scanCondition));
    if (candidateIds)
      return candidateIds.length > 0 ? select(tx, query, and(inArray(accounts.id, candidateIds), scanCondition)) : [];
    try {
      return await tx.transaction(async (walk) => {
        await walk.execute(sql.raw(`SET LOCAL statement_timeout = ${SCAN_TIMEOUT_MS}`));
        return select(walk, query, scanCondition);
      });
    } catch (error) {
      if (!isTimeout(error)) throw error;
      return select(tx, query, and(...filters.map(({ idQuery }) => inMaterialized(idQuery))));
    }
  });

/** The fewest matches of what narrows the list, when one of it alone leaves few. */
async function fewMatches(tx: Transaction, filters: readonly ListFilter[]): Promise<string[] | undefined> {
  for (const { candidateIds } of filters) {
    const ids = await candidateIds(tx);
    if (ids) return ids;
  }
  return undefined;
}

const inMaterialized = (ids: SQL): SQL =>
  sql`${accounts.id} IN (WITH matches(id) AS MATERIALIZED (${ids}) SELECT id FROM matches)`;

function select(db: Pick<Transaction, "select">, query: AccountsQuery, matching?: SQL) {
  const { key, text } = KEYS[query.sort];
  const ascending = (directionOf(query) === "ascending") !== Boolean(query.before);
  const order = ascending ? sql`ASC` : sql`DESC`;
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
    .where(and(matching, ...filters(query), beyond(query, ascending)))
    .orderBy(sql`${key} ${order}`, sql`${accounts.id} ${order}`)
    .limit(PAGE_SIZE + 1);
}

function filters({ state, role }: AccountsQuery): (SQL | undefined)[] {
  // The SQL of `stateOf`, while there are states.
  const inState = state === "LOCKED" ? isNotNull(credentials.lockedAt) : isNull(credentials.lockedAt);
  return [state && inState, role && sql`${accounts.roles} @> ARRAY[${role}]`];
}

function beyond({ sort, after, before }: AccountsQuery, ascending: boolean): SQL | undefined {
  const cursor = before ?? after;
  if (!cursor) return undefined;
  const { key, type } = KEYS[sort];
  const comparison = ascending ? sql`>` : sql`<`;
  return sql`(${key}, ${accounts.id}) ${comparison} (${cursor.key}::${type}, ${cursor.id}::uuid)`;
}

type PageOfAccounts = Omit<AccountsPage, "rows"> & Readonly<{ rows: readonly Omit<AccountRow, "domains">[] }>;

function pageOf(found: Found, query: AccountsQuery, actor: Actor): PageOfAccounts {
  const more = found.length > PAGE_SIZE;
  const inOrder = found.slice(0, PAGE_SIZE);
  if (query.before) inOrder.reverse();
  const edge = (row: Cursor | undefined) => row && writeCursor(row);
  const hasPrevious = query.before ? more : Boolean(query.after);
  const hasNext = query.before ? true : more;
  return {
    rows: inOrder.map(({ key: _, lockedAt, ...row }) => ({
      ...row,
      isOwn: isOwnAccount(actor, row),
      state: stateOf({ lockedAt }),
    })),
    previous: hasPrevious ? edge(inOrder[0]) : undefined,
    next: hasNext ? edge(inOrder.at(-1)) : undefined,
  };
}
