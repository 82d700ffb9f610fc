import { and, desc, eq, inArray, type Placeholder, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { auditEvents, hashOf, keysOf } from "#db/schema/audit-events.ts";
import type { Outcome } from "./events.ts";

export type AuditEvent = typeof auditEvents.$inferSelect &
  Readonly<{
    actorExists: boolean;
    targetExists: boolean;
  }>;

export type EventFilter = Readonly<{
  from?: Date | undefined;
  /** Exclusive. */
  until?: Date | undefined;
  event?: string | undefined;
  outcome?: Outcome | undefined;
  /** Account ids or descriptions. */
  actors?: Keys | undefined;
  targets?: Keys | undefined;
  address?: string | undefined;
}>;

type Keys = readonly (string | Placeholder)[];

export type Position = Readonly<{ at: Date; id: number }>;

/** `after` is older, `before` newer. */
export type PageRequest = Readonly<{ after?: Position | undefined; before?: Position | undefined; limit: number }>;

const { event, outcome, at, id } = auditEvents;
const KEYS = keysOf(auditEvents);
const actorAccount = alias(accounts, "actor_account");
const targetAccount = alias(accounts, "target_account");

type Key = keyof typeof KEYS;
type RequestedKeys = Readonly<Record<Key, Keys | undefined>>;

const REQUESTED: Readonly<Record<Key, SQL>> = {
  actor: sql`actors.key`,
  target: sql`targets.key`,
  address: sql`addresses.key`,
};

const END_OF_TIME = sql`'infinity'::timestamptz, 0`;
const START_OF_TIME = sql`'-infinity'::timestamptz, 0`;

export async function findEvents(
  db: Pick<Database, "select">,
  filter: EventFilter,
  page: PageRequest,
): Promise<AuditEvent[]> {
  if (Object.values(requestedKeys(filter)).some((values) => values?.length === 0)) return [];
  const rows = await selectEvents(db, filter, page);
  return rows.map((row) => ({
    ...row.event,
    actorExists: row.actorAccount !== null,
    targetExists: row.targetAccount !== null,
  }));
}

/** Reads only what it returns: each event type, actor and target has an index in order, whose first rows are merged. */
export function selectEvents(db: Pick<Database, "select">, filter: EventFilter, page: PageRequest) {
  // The indexes hold hashes of the keys, which can collide.
  const exact = Object.entries(requestedKeys(filter)).map(
    ([key, values]) => values && inArray(KEYS[key as Key], [...values]),
  );
  return db
    .select({ event: auditEvents, actorAccount: actorAccount.id, targetAccount: targetAccount.id })
    .from(auditEvents)
    .leftJoin(actorAccount, eq(actorAccount.id, auditEvents.actorId))
    .leftJoin(targetAccount, eq(targetAccount.id, auditEvents.targetId))
    .where(and(inArray(id, matchingIds(filter, page)), ...exact))
    .orderBy(desc(at), desc(id));
}

const requestedKeys = ({ actors, targets, address }: EventFilter): RequestedKeys => ({
  actor: actors,
  target: targets,
  address: address === undefined ? undefined : [address],
});

function matchingIds(filter: EventFilter, page: PageRequest): SQL {
  const requested = requestedKeys(filter);
  const keys = (["actor", "target", "address"] as const).filter((key) => requested[key]);
  const isByType = keys.length > 0 || filter.event !== undefined || filter.outcome !== undefined;
  const sources = [
    ...(isByType ? [sql`types`] : []),
    ...keys.map((key) => sql`unnest(ARRAY[${listOf(requested[key] ?? [])}]::text[]) AS ${SETS[key]}(key)`),
    sql`LATERAL (${indexScan(filter, page, keys, isByType)}) AS found`,
  ];
  const conditions = [
    sql`true`,
    ...(filter.event === undefined ? [] : [sql`types.event = ${filter.event}`]),
    ...(filter.outcome === undefined ? [] : [sql`types.outcome = ${filter.outcome}`]),
  ];
  return sql`(
    ${isByType ? sql`WITH RECURSIVE ${EVENT_TYPES}` : sql``}
    SELECT found.id FROM ${sql.join(sources, sql` CROSS JOIN `)}
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${sql.join(ordered([sql`found.at`, sql`found.id`], page), sql`, `)} LIMIT ${page.limit}
  )`;
}

/** Every event type that was ever recorded: one index lookup each. */
const EVENT_TYPES = sql`types(event, outcome) AS (
  (SELECT ${event}, ${outcome} FROM ${auditEvents} ORDER BY ${event} DESC, ${at} DESC, ${id} DESC LIMIT 1)
  UNION ALL
  SELECT next.event, next.outcome FROM types CROSS JOIN LATERAL (
    SELECT ${event}, ${outcome} FROM ${auditEvents} WHERE ${event} < types.event
    ORDER BY ${event} DESC, ${at} DESC, ${id} DESC LIMIT 1
  ) AS next
)`;

const SETS: Readonly<Record<Key, SQL>> = { actor: sql`actors`, target: sql`targets`, address: sql`addresses` };

/** Compares rows, not columns, so that the planner cannot scan the index on time past everything else. */
function indexScan(filter: EventFilter, page: PageRequest, keys: readonly Key[], isByType: boolean): SQL {
  // There is an index for each pair of keys; of three, one is compared row by row.
  const [indexed, compared] = [keys.slice(-2), keys.slice(0, -2)];
  const [first, second] = indexed;
  const hash = (values: Readonly<Record<Key, SQL>>) => (first ? [hashOf(values[first], second && values[second])] : []);
  const columns = [...hash(KEYS), ...(isByType ? [sql`${event}`] : []), sql`${at}`, sql`${id}`];
  const prefix = [...hash(REQUESTED), ...(isByType ? [sql`types.event`] : [])];
  const row = sql`(${sql.join(columns, sql`, `)})`;
  const boundary = (position: SQL) => sql`(${sql.join([...prefix, position], sql`, `)})`;
  const conditions = [
    sql`${row} < ${boundary(upperBound(filter, page))}`,
    sql`${row} > ${boundary(lowerBound(filter, page))}`,
    ...compared.map((key) => sql`${KEYS[key]} = ${REQUESTED[key]}`),
  ];
  return sql`
    SELECT ${id}, ${at} FROM ${auditEvents} WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${sql.join(ordered(columns, page), sql`, `)} LIMIT ${page.limit}`;
}

function upperBound({ until }: EventFilter, { after }: PageRequest): SQL {
  const [earliest] = [after, until && { at: until, id: 0 }].filter((position) => position !== undefined).sort(byTime);
  return earliest ? positionSql(earliest) : END_OF_TIME;
}

function lowerBound({ from }: EventFilter, { before }: PageRequest): SQL {
  const latest = [before, from && { at: from, id: 0 }]
    .filter((position) => position !== undefined)
    .sort(byTime)
    .at(-1);
  return latest ? positionSql(latest) : START_OF_TIME;
}

const byTime = (one: Position, other: Position): number => one.at.getTime() - other.at.getTime() || one.id - other.id;

const positionSql = (position: Position): SQL => sql`${position.at.toISOString()}::timestamptz, ${position.id}::bigint`;

const ordered = (columns: readonly SQL[], { before }: PageRequest): SQL[] =>
  columns.map((column) => (before ? sql`${column} ASC` : sql`${column} DESC`));

const listOf = (texts: Keys): SQL =>
  sql.join(
    [...new Set(texts)].map((text) => sql`${text}`),
    sql`, `,
  );
