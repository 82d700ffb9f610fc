import { type Transaction, transaction } from "#db/client.ts";
import { RetryLater } from "#lib/errors.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { count, keysOf, type Limit, purgeExpired, release, reserve, reset, takeBack, usedUp } from "./counters.ts";

const WINDOW_SECONDS = 15 * 60;

/**
 * Different accounts that one source may fail at: a shared office's bad morning, not a list of leaked passwords. For
 * IPv6 a /64, and then the /56 and the /48 around it, which are one customer or several.
 */
const ACCOUNTS_PER_NETWORK = [30, 60, 120];
/** Different accounts that may be failed at from everywhere. */
const ACCOUNTS_IN_TOTAL = 3000;
/** Attempts at one account from one source: above any `LOCK_AFTER`, so that repeated failures lock and are not refused. */
const ATTEMPTS_PER_ACCOUNT_AND_SOURCE = 200;
/** Failures of a known device at its account, before it is a device like any other. */
const FAILURES_PER_DEVICE = 20;

const RETRY_RESERVATION_SECONDS = 1;

/** Somebody's attempt to sign in. */
export type Attempt = Readonly<{
  /** A digest of the account that is tried, whether it exists or not. */
  identifier: string;
  /** The client's address; unknown, only the limit for everywhere applies. */
  address: string | null;
  /** The device it comes from, where that account has signed in on it before. */
  knownDevice?: string | undefined;
}>;

/** What an attempt is counted by. Counters that it shares with others come after those that it does not. */
export type AttemptLimits = Readonly<{
  lane: "known" | "anonymous";
  /** Counted at each failure. */
  own: Limit;
  /** Counted once for each account that is failed at. */
  shared: readonly Limit[];
  refusals: string;
  /** Where it is reserved: the narrowest limit that it shares with other accounts of its source. */
  reservable?: Limit | undefined;
  /** The key under which the attempt is reserved while it is on its way. */
  reservedAt?: string | undefined;
}>;

function limitsOf({ identifier, address, knownDevice }: Attempt): AttemptLimits {
  const refusals = `refusals:${identifier}`;
  if (knownDevice !== undefined) {
    const own = { key: `device:${knownDevice}`, maximum: FAILURES_PER_DEVICE };
    return { lane: "known", own, shared: [], refusals };
  }
  const networks = address ? networksOf(address) : [];
  const own = { key: `tries:${networks[0]}|${identifier}`, maximum: ATTEMPTS_PER_ACCOUNT_AND_SOURCE };
  const sources = networks.map((network, place) => ({
    key: `source:${network}`,
    maximum: ACCOUNTS_PER_NETWORK[place] as number,
  }));
  const total = { key: "total:everywhere", maximum: ACCOUNTS_IN_TOTAL };
  return { lane: "anonymous", own, shared: [...sources, total], refusals, reservable: sources[0] };
}

/**
 * The limits that hold for an attempt, none of which is used up. What is limited is failing at many accounts; failing
 * at one is the lock's business. A known device has a limit of its own and no other, until that is used up.
 * @throws RetryLater (429)
 */
export async function checkLimits(attempt: Attempt): Promise<AttemptLimits> {
  const limits = limitsOf(attempt);
  const secondsLeft = await usedUp([limits.own, ...limits.shared]);
  if (secondsLeft.size === 0) return limits;
  if (attempt.knownDevice !== undefined) return checkLimits({ ...attempt, knownDevice: undefined });
  throw new RetryLater(429, Math.max(...secondsLeft.values()));
}

/**
 * Reserves an attempt, so that parallel ones cannot outrun the limit of their source: what is on its way and what has
 * failed are never more than that. What is reserved has not failed: no right password is refused for it, but may have to
 * come again.
 * @throws RetryLater (503) when all that is left of the limit is reserved
 */
export async function reserveAttempt(limits: AttemptLimits): Promise<AttemptLimits> {
  const { reservable } = limits;
  if (!reservable) return limits;
  if (!(await reserve(reservable))) throw new RetryLater(503, RETRY_RESERVATION_SECONDS);
  return { ...limits, reservedAt: reservable.key };
}

const releaseIn = async (tx: Transaction, { reservedAt }: AttemptLimits): Promise<void> => {
  if (reservedAt) await release(tx, reservedAt);
};

/** Gives back what was reserved for an attempt on which nobody gave a verdict. */
export const releaseAttempt = (limits: AttemptLimits): Promise<void> => transaction((tx) => releaseIn(tx, limits));

/** An attempt was right: what its account had failed before from there counts no more. */
export const attemptSucceeded = (limits: AttemptLimits): Promise<void> =>
  transaction(async (tx) => {
    await reset(tx, limits.refusals);
    const hadFailed = await reset(tx, limits.own.key);
    await releaseIn(tx, limits);
    // Only whoever sets its own counter back takes the point from the shared ones: parallel sign-ins do so once.
    if (hadFailed) await takeBack(tx, keysOf(limits.shared));
  });

/**
 * Counts an attempt that failed.
 * @returns how often its account was failed at lately, from wherever
 */
export async function attemptFailed(limits: AttemptLimits): Promise<number> {
  const refusals = await transaction(async (tx) => {
    const [refusals = 1, failures] = await count(tx, [limits.refusals, limits.own.key], WINDOW_SECONDS);
    await releaseIn(tx, limits);
    if (failures === 1 && limits.shared.length > 0) await count(tx, keysOf(limits.shared), WINDOW_SECONDS);
    return refusals;
  });
  await purgeExpired();
  return refusals;
}
