import { and, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { read, type Transaction } from "#db/client.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";

export type Limit = Readonly<{ key: string; maximum: number }>;

export const keysOf = (limits: readonly Limit[]): string[] => limits.map((limit) => limit.key);

/** Longer than any attempt: an older reservation belongs to a killed process. */
const RESERVATION_SECONDS = 60;

const { key, points, expiresAt, inFlight, inFlightUntil } = rateLimits;

const seconds = (count: number) => sql`now() + make_interval(secs => ${count})`;
const isCounting = sql`coalesce(${expiresAt} > now(), false)`;
const isReserved = sql`coalesce(${inFlightUntil} > now(), false)`;

/** @returns the seconds until each exceeded limit is reset, by its key */
export const exceededLimits = (limits: readonly Limit[]): Promise<ReadonlyMap<string, number>> =>
  read(async (db) => {
    const counted = await db
      .select({ key, points, secondsLeft: sql<number>`extract(epoch FROM ${expiresAt} - now())::float8` })
      .from(rateLimits)
      .where(and(inArray(key, keysOf(limits)), gt(expiresAt, sql`now()`)));
    const maximumOf = new Map(limits.map((limit) => [limit.key, limit.maximum]));
    const exceeded = counted.filter((row) => row.points >= (maximumOf.get(row.key) ?? 0));
    return new Map(exceeded.map((row) => [row.key, Math.max(1, Math.ceil(row.secondsLeft))]));
  });

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

export async function reset(tx: Transaction, name: string): Promise<boolean> {
  const [changed] = await tx
    .update(rateLimits)
    .set({ points: 0, expiresAt: null })
    .where(and(sql`${key} = ${name}`, isCounting))
    .returning({ key });
  return changed !== undefined;
}

/** In one statement, so that points and reservations never exceed the limit, on any number of replicas. */
export const reserve = ({ key: name, maximum }: Limit): Promise<boolean> =>
  read(async (db) => {
    const reserved = await db
      .insert(rateLimits)
      .values({ key: name, inFlight: 1, inFlightUntil: seconds(RESERVATION_SECONDS) })
      .onConflictDoUpdate({
        target: key,
        set: {
          inFlight: sql`CASE WHEN ${isReserved} THEN ${inFlight} + 1 ELSE 1 END`,
          inFlightUntil: sql`CASE WHEN ${isReserved} THEN ${inFlightUntil} ELSE excluded.in_flight_until END`,
        },
        setWhere: sql`CASE WHEN ${isCounting} THEN ${points} ELSE 0 END
          + CASE WHEN ${isReserved} THEN ${inFlight} ELSE 0 END < ${maximum}`,
      })
      .returning({ key });
    return reserved.length === 1;
  });

export async function release(tx: Transaction, name: string): Promise<void> {
  await tx
    .update(rateLimits)
    .set({ inFlight: sql`greatest(${inFlight} - 1, 0)` })
    .where(sql`${key} = ${name}`);
}

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
