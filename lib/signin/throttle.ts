import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import { type Database, read } from "#db/client.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";
import { config } from "#lib/config.ts";
import { sourceOf } from "#lib/http/client-address.ts";
import { TryLater } from "#lib/refusal.ts";

const WINDOW_SECONDS = 15 * 60;

/** Different accounts that one source may fail at: a shared office's bad morning, not a list of leaked passwords. */
const ACCOUNTS_PER_SOURCE = 30;
/** Different accounts that may be failed at from everywhere. */
const ACCOUNTS_IN_TOTAL = 3000;
/** Tries at one account from one source: above any `LOCK_AFTER`, so that repeated failures lock and are not refused. */
const TRIES_PER_ACCOUNT_AND_SOURCE = 200;

/** How long the answer to the n-th refused try at one address waits; the last goes for all that follow. */
const PAUSES_MS = [0, 0, 1000, 2000];

const EVERYWHERE = "everywhere";

const open = (db: Database) => {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterDrizzle({ storeClient: db, schema: rateLimits, keyPrefix, points, duration: WINDOW_SECONDS });
  return {
    tries: limiter("tries", TRIES_PER_ACCOUNT_AND_SOURCE),
    source: limiter("source", ACCOUNTS_PER_SOURCE),
    total: limiter("total", ACCOUNTS_IN_TOTAL),
    refusals: limiter("refusals", Number.MAX_SAFE_INTEGER),
  };
};

const opened = new WeakMap<Database, ReturnType<typeof open>>();

const limitersOn = (db: Database) => {
  const limiters = opened.get(db) ?? open(db);
  opened.set(db, limiters);
  return limiters;
};

/** One try at signing in, charged in advance, so that parallel tries cannot outrun the limit. */
export type Try = Readonly<{
  /** It was right: takes the charge back. */
  wasRight(): Promise<void>;
  /** It was refused: counts it, and tells how many milliseconds to wait before saying so. */
  wasRefused(): Promise<number>;
}>;

/**
 * Charges a try against the source it comes from. What is limited is failing at many accounts; failing at one is the
 * lock's business. A try that is refused here is neither hashed nor counted against the account.
 * @param address the client's address; unknown, only the limit for everywhere applies
 * @param identifier a digest of the account tried, whether it exists or not
 * @throws TryLater (429)
 */
export const chargeTry = (address: string | null, identifier: string): Promise<Try> =>
  read(async (db) => {
    const { tries, source, total } = limitersOn(db);
    const from = address ? sourceOf(address) : EVERYWHERE;
    const pair = `${from}|${identifier}`;
    const spent = await source.get(from);
    if (spent && spent.consumedPoints > ACCOUNTS_PER_SOURCE) throw tryLater(spent);
    try {
      const { consumedPoints } = await tries.consume(pair);
      if (consumedPoints === 1) {
        if (address) await source.consume(from);
        await total.consume(EVERYWHERE);
      }
    } catch (error) {
      throw error instanceof RateLimiterRes ? tryLater(error) : error;
    }
    return {
      wasRight: () => takeBack(address, from, pair, identifier),
      wasRefused: () => pauseAfterRefusal(identifier),
    };
  });

/** Only whoever removes the pair gives the source its charge back, so that parallel sign-ins give it back once. */
const takeBack = (address: string | null, from: string, pair: string, identifier: string): Promise<void> =>
  read(async (db) => {
    const { tries, source, total, refusals } = limitersOn(db);
    await refusals.delete(identifier);
    if (!(await tries.delete(pair))) return;
    if (address) await source.reward(from);
    await total.reward(EVERYWHERE);
  });

const pauseAfterRefusal = (identifier: string): Promise<number> =>
  read(async (db) => {
    const { consumedPoints } = await limitersOn(db).refusals.consume(identifier);
    return (config().delaysFailures && PAUSES_MS[Math.min(consumedPoints, PAUSES_MS.length) - 1]) || 0;
  });

const tryLater = ({ msBeforeNext }: RateLimiterRes) => new TryLater(429, Math.max(1, Math.ceil(msBeforeNext / 1000)));
