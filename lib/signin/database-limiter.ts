import { and, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { RateLimiterDrizzle } from "rate-limiter-flexible";
import type { Database } from "#db/client.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";
import { log } from "#lib/log.ts";

type Options = Readonly<{ keyPrefix: string; points: number; durationSeconds: number }>;

const CLEANUP_INTERVAL_MS = 5 * 60_000;
const KEPT_AFTER_EXPIRY_MS = 60 * 60_000;

const cleaned = new WeakSet<Database>();

/**
 * A limiter of rate-limiter-flexible that counts in our database. Its queries stand here, as they are in the library:
 * the library's own look for Drizzle at run time, and the compiled pages carry it inside.
 */
export function limiterOn(db: Database, { keyPrefix, points, durationSeconds }: Options): RateLimiterDrizzle {
  const limiter = new RateLimiterDrizzle({
    storeClient: db,
    schema: rateLimits,
    keyPrefix,
    points,
    duration: durationSeconds,
    clearExpiredByTimeout: false,
  });
  removeExpiredFrom(db);
  return Object.assign(limiter, {
    _upsert: (key: string, added: number, msDuration: number) => count(db, key, added, msDuration),
    _get: (key: string) => find(db, key),
    _delete: (key: string) => remove(db, key),
  });
}

type Counter = typeof rateLimits.$inferSelect;

async function count(db: Database, key: string, points: number, msDuration: number): Promise<Counter | undefined> {
  const now = new Date();
  const expire = new Date(now.getTime() + msDuration);
  const column = rateLimits.expire;
  const unlessExpired = (expired: SQL, otherwise: SQL) =>
    sql`CASE WHEN ${column} <= ${sql.param(now, column)} THEN ${expired} ELSE ${otherwise} END`;
  const [counter] = await db
    .insert(rateLimits)
    .values({ key, points, expire })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        points: unlessExpired(sql`${points}`, sql`${rateLimits.points} + ${points}`),
        expire: unlessExpired(sql`${sql.param(expire, column)}`, sql`${column}`),
      },
    })
    .returning();
  return counter;
}

async function find(db: Database, key: string): Promise<Counter | undefined> {
  const isCounting = or(gt(rateLimits.expire, new Date()), isNull(rateLimits.expire));
  const [counter] = await db
    .select()
    .from(rateLimits)
    .where(and(eq(rateLimits.key, key), isCounting))
    .limit(1);
  return counter;
}

const remove = async (db: Database, key: string): Promise<boolean> =>
  (await db.delete(rateLimits).where(eq(rateLimits.key, key)).returning({ key: rateLimits.key })).length > 0;

function removeExpiredFrom(db: Database): void {
  if (cleaned.has(db)) return;
  cleaned.add(db);
  setInterval(() => {
    const before = new Date(Date.now() - KEPT_AFTER_EXPIRY_MS);
    db.delete(rateLimits)
      .where(lt(rateLimits.expire, before))
      .catch(({ name }: Error) => log.warn({ name }, "Counters that have expired could not be removed"));
  }, CLEANUP_INTERVAL_MS).unref();
}
