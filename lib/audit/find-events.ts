import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { auditEvents, hashOf, keysOf } from "#db/schema/audit-events.ts";
import type { Outcome } from "./events.ts";

export type AuditEvent = typeof auditEvents.$inferSelect &
  Readonly<{
    /** Whether the account of that id is still there. */
    actorExists: boolean;
    targetExists: boolean;
  }>;

/** What narrows the events down; what is left out narrows nothing. */
export type EventFilter = Readonly<{
  from?: Date | undefined;
  /** The first moment after the period. */
  until?: Date | undefined;
  event?: string | undefined;
  outcome?: Outcome | undefined;
  /** Any of these actors: ids of accounts, or descriptions. */
  actors?: readonly string[] | undefined;
  /** Any of these targets: ids, or labels of what has none. */
  targets?: readonly string[] | undefined;
  address?: string | undefined;
}>;

/** A place in the order of the events. */
export type Place = Readonly<{ at: Date; id: number }>;

/** Which part of the order: older than one place, or newer than another, and then the nearest to it. */
export type Part = Readonly<{ after?: Place | undefined; before?: Place | undefined; limit: number }>;

const { event, outcome, at, id } = auditEvents;
const KEYS = keysOf(auditEvents);
const actorAccount = alias(accounts, "actor_account");
const targetAccount = alias(accounts, "target_account");

type Key = keyof typeof KEYS;

const ASKED: Readonly<Record<Key, SQL>> = {
  actor: sql`actors.key`,
  target: sql`targets.key`,
  address: sql`addresses.key`,
};

const NOW_AND_EVER = sql`'infinity'::timestamptz, 0`;
const THE_BEGINNING = sql`'-infinity'::timestamptz, 0`;

/**
 * Some of the events that a filter lets through, newest first. However many there are of them and of all others, no row is
 * read that is not wanted: for each kind of event, and each actor and target asked for, an index holds exactly these in
 * their order, and the first of each are merged.
 */
export async function findEvents(db: Pick<Database, "select">, filter: EventFilter, part: Part): Promise<AuditEvent[]> {
  const asked = askedOf(filter);
  if (Object.values(asked).some((keys) => keys?.length === 0)) return [];
  const exact = Object.entries(asked).map(([key, of]) => of && inArray(KEYS[key as Key], [...of]));
  const rows = await db
    .select({ event: auditEvents, actorAccount: actorAccount.id, targetAccount: targetAccount.id })
    .from(auditEvents)
    .leftJoin(actorAccount, eq(actorAccount.id, auditEvents.actorId))
    .leftJoin(targetAccount, eq(targetAccount.id, auditEvents.targetId))
    .where(and(inArray(id, idsOf(filter, part)), ...exact))
    .orderBy(desc(at), desc(id));
  return rows.map((row) => ({
    ...row.event,
    actorExists: row.actorAccount !== null,
    targetExists: row.targetAccount !== null,
  }));
}

const askedOf = ({ actors, targets, address }: EventFilter): Readonly<Record<Key, readonly string[] | undefined>> => ({
  actor: actors,
  target: targets,
  address: address === undefined ? undefined : [address],
});

function idsOf(filter: EventFilter, part: Part): SQL {
  const asked = askedOf(filter);
  const keys = (["actor", "target", "address"] as const).filter((key) => asked[key]);
  const isByKind = keys.length > 0 || filter.event !== undefined || filter.outcome !== undefined;
  const sources = [
    ...(isByKind ? [sql`kinds`] : []),
    ...keys.map((key) => sql`unnest(ARRAY[${listOf(asked[key] ?? [])}]::text[]) AS ${sourceOf(key)}(key)`),
    sql`LATERAL (${walk(filter, part, keys, isByKind)}) AS found`,
  ];
  const wanted = [
    sql`true`,
    ...(filter.event === undefined ? [] : [sql`kinds.event = ${filter.event}`]),
    ...(filter.outcome === undefined ? [] : [sql`kinds.outcome = ${filter.outcome}`]),
  ];
  return sql`(
    ${isByKind ? sql`WITH RECURSIVE ${RESOURCE_TYPES}` : sql``}
    SELECT found.id FROM ${sql.join(sources, sql` CROSS JOIN `)}
    WHERE ${sql.join(wanted, sql` AND `)}
    ORDER BY ${sql.join(ordered([sql`found.at`, sql`found.id`], part), sql`, `)} LIMIT ${part.limit}
  )`;
}

/** The kinds of event that were ever recorded, each found by one look into the index, with their outcomes. */
const RESOURCE_TYPES = sql`kinds(event, outcome) AS (
  (SELECT ${event}, ${outcome} FROM ${auditEvents} ORDER BY ${event} DESC, ${at} DESC, ${id} DESC LIMIT 1)
  UNION ALL
  SELECT next.event, next.outcome FROM kinds CROSS JOIN LATERAL (
    SELECT ${event}, ${outcome} FROM ${auditEvents} WHERE ${event} < kinds.event
    ORDER BY ${event} DESC, ${at} DESC, ${id} DESC LIMIT 1
  ) AS next
)`;

/**
 * Along one index from place to place. Rows are compared as a whole, and not each column with what is asked for: so the
 * order asked for is that of one index alone, and the planner cannot prefer to walk along time past all that does not match.
 */
function walk(filter: EventFilter, part: Part, keys: readonly Key[], isByKind: boolean): SQL {
  // There is an index for each pair; of three, one is compared row by row.
  const [walked, compared] = [keys.slice(-2), keys.slice(0, -2)];
  const [first, second] = walked;
  const hash = (of: Readonly<Record<Key, SQL>>) => (first ? [hashOf(of[first], second && of[second])] : []);
  const columns = [...hash(KEYS), ...(isByKind ? [sql`${event}`] : []), sql`${at}`, sql`${id}`];
  const sought = [...hash(ASKED), ...(isByKind ? [sql`kinds.event`] : [])];
  const row = sql`(${sql.join(columns, sql`, `)})`;
  const boundary = (place: SQL) => sql`(${sql.join([...sought, place], sql`, `)})`;
  const conditions = [
    sql`${row} < ${boundary(end(filter, part))}`,
    sql`${row} > ${boundary(beginning(filter, part))}`,
    ...compared.map((key) => sql`${KEYS[key]} = ${ASKED[key]}`),
  ];
  return sql`
    SELECT ${id}, ${at} FROM ${auditEvents} WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${sql.join(ordered(columns, part), sql`, `)} LIMIT ${part.limit}`;
}

function end({ until }: EventFilter, { after }: Part): SQL {
  const [place] = [after, until && { at: until, id: 0 }].filter((one) => one !== undefined).sort(byTime);
  return place ? placeOf(place) : NOW_AND_EVER;
}

function beginning({ from }: EventFilter, { before }: Part): SQL {
  const place = [before, from && { at: from, id: 0 }]
    .filter((one) => one !== undefined)
    .sort(byTime)
    .at(-1);
  return place ? placeOf(place) : THE_BEGINNING;
}

const byTime = (one: Place, other: Place): number => one.at.getTime() - other.at.getTime() || one.id - other.id;

const placeOf = (place: Place): SQL => sql`${place.at.toISOString()}::timestamptz, ${place.id}::bigint`;

const ordered = (columns: readonly SQL[], { before }: Part): SQL[] =>
  columns.map((column) => (before ? sql`${column} ASC` : sql`${column} DESC`));

const sourceOf = (key: Key): SQL => ({ actor: sql`actors`, target: sql`targets`, address: sql`addresses` })[key];

const listOf = (texts: readonly string[]): SQL =>
  sql.join(
    [...new Set(texts)].map((text) => sql`${text}`),
    sql`, `,
  );
