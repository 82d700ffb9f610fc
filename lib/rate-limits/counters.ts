import { and, eq, inArray, isNull, lt, or, type SQLWrapper, sql } from "drizzle-orm";
import { read, type Transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";

export type Limit = Readonly<{ key: string; maximum: number }>;

/** A counter in its window. */
export type Count = Readonly<{ key: string; points: number; secondsLeft: number }>;

export const keysOf = (limits: readonly Limit[]): string[] => limits.map((limit) => limit.key);

/** Longer than any attempt: an older reservation belongs to a killed process. */
const RESERVATION_SECONDS = 60;

const { key, points, expiresAt, inFlight, inFlightUntil } = rateLimits;

const seconds = (count: number) => sql`now() + make_interval(secs => ${count})`;
const isCounting = sql`coalesce(${expiresAt} > now(), false)`;
const isReserved = sql`coalesce(${inFlightUntil} > now(), false)`;

/** A subquery of `Count`s, so that a query about something else can read them too. @param keys a JSON array */
export const countsOf = (keys: SQLWrapper) =>
  sql<readonly Count[]>`(SELECT coalesce(jsonb_agg(jsonb_build_object('key', ${key}, 'points', ${points},
      'secondsLeft', extract(epoch FROM ${expiresAt} - now()))), '[]')
    FROM ${rateLimits} WHERE ${key} = ANY(ARRAY(SELECT jsonb_array_elements_text(${keys}))) AND ${expiresAt} > now())`;

/** @returns the seconds until each exceeded limit is reset */
export function secondsUntilReset(limits: readonly Limit[], counts: readonly Count[]): number[] {
  const maximumOf = new Map(limits.map((limit) => [limit.key, limit.maximum]));
  const exceeded = counts.filter((count) => count.points >= (maximumOf.get(count.key) ?? Number.POSITIVE_INFINITY));
  return exceeded.map(({ secondsLeft }) => Math.max(1, Math.ceil(secondsLeft)));
}

/**
 * Pass narrower keys first: always in the same order, to avoid deadlocks. Windows begin with the first point.
 * @returns the points of each counter
 */
export async function increment(tx: Transaction, keys: readonly string[], windowSeconds: number): Promise<number[]> {
  const counted = await tx
    .insert(rateLimits)
    .values(keys.map((name) => ({ key: name, points: 1, expiresAt: seconds(windowSeconds) })))
    .onConflictDoUpdate({
      target: key,
      set: {
        points: sql`CASE WHEN ${isCounting} THEN ${points} + 1 ELSE 1 END`,
        expiresAt: sql`CASE WHEN ${isCounting} THEN ${expiresAt} ELSE excluded.expires_at END`,
      },
    })
    .returning({ key, points });
  const byKey = new Map(counted.map((row) => [row.key, row.points]));
  return keys.map((name) => byKey.get(name) ?? 0);
}

export async function decrement(tx: Transaction, keys: readonly string[]): Promise<void> {
  // One by one, because a single UPDATE locks rows in any order.
  for (const name of keys)
    await tx
      .update(rateLimits)
      .set({ points: sql`greatest(${points} - 1, 0)` })
      .where(and(sql`${key} = ${name}`, isCounting));
}

const resetCounter = prepared((db) =>
  db
    .update(rateLimits)
    .set({ points: 0, expiresAt: null })
    .where(and(eq(key, sql.placeholder("name")), isCounting))
    .returning({ key }),
);

export const reset = async (tx: Transaction, name: string): Promise<boolean> =>
  (await resetCounter({ name }, tx)).length > 0;

const reserveUnlessExceeded = prepared((db) => {
  const exceeded = sql`SELECT FROM ${rateLimits}
    JOIN jsonb_to_recordset(${sql.placeholder("limits")}) AS limits(key text, maximum int) USING (key)
    WHERE ${expiresAt} > now() AND ${points} >= limits.maximum`;
  return db
    .insert(rateLimits)
    .select(
      sql`SELECT ${sql.placeholder("name")}::text, 0, NULL::timestamptz, 1, ${seconds(RESERVATION_SECONDS)}
        WHERE NOT EXISTS (${exceeded})`,
    )
    .onConflictDoUpdate({
      target: key,
      set: {
        inFlight: sql`CASE WHEN ${isReserved} THEN ${inFlight} + 1 ELSE 1 END`,
        inFlightUntil: sql`CASE WHEN ${isReserved} THEN ${inFlightUntil} ELSE excluded.in_flight_until END`,
      },
      setWhere: sql`CASE WHEN ${isCounting} THEN ${points} ELSE 0 END
        + CASE WHEN ${isReserved} THEN ${inFlight} ELSE 0 END < ${sql.placeholder("maximum")}`,
    })
    .returning({ key });
});

/**
 * In one statement, so that points and reservations never exceed the limit, on any number of replicas.
 * @param limits which must not be exceeded either
 */
export const reserve = async ({ key: name, maximum }: Limit, limits: readonly Limit[]): Promise<boolean> =>
  (await reserveUnlessExceeded({ name, maximum, limits: JSON.stringify(limits) })).length === 1;

const releaseReservation = prepared((db) =>
  db
    .update(rateLimits)
    .set({ inFlight: sql`greatest(${inFlight} - 1, 0)` })
    .where(eq(key, sql.placeholder("name"))),
);

export const release = async (tx: Transaction, name: string): Promise<void> =>
  void (await releaseReservation({ name }, tx));

const PURGE_BATCH = 100;

export const purgeExpired = (): Promise<void> =>
  read(async (db) => {
    const expired = db
      .select({ key })
      .from(rateLimits)
      .where(
        and(or(isNull(expiresAt), lt(expiresAt, sql`now()`)), or(isNull(inFlightUntil), lt(inFlightUntil, sql`now()`))),
      )
      .limit(PURGE_BATCH)
      .for("update", { skipLocked: true });
    await db.delete(rateLimits).where(inArray(key, expired));
  });
