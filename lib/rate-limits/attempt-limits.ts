import { sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { RetryLater } from "#lib/errors.ts";
import { networksOf } from "#lib/http/client-address.ts";
import {
  type Count,
  countsOf,
  decrement,
  increment,
  keysOf,
  type Limit,
  release,
  reserve,
  reset,
  secondsUntilReset,
} from "./counters.ts";

const WINDOW_SECONDS = 15 * 60;

/** Accounts per /64, /56 and /48 (IPv6): enough for a large office, too few for a list of leaked passwords. */
const ACCOUNTS_PER_NETWORK = [30, 60, 120];
const ACCOUNTS_IN_TOTAL = 3000;
/** More than any `LOCK_AFTER`, so that repeated failures lock the account before they are limited. */
const ATTEMPTS_PER_ACCOUNT_AND_SOURCE = 200;
/** A known device that fails more often counts as an unknown one. */
const FAILURES_PER_DEVICE = 20;

const RETRY_RESERVATION_SECONDS = 1;

export type Attempt = Readonly<{
  /** A digest, whether the account exists or not. */
  identifier: string;
  /** If unknown, only the total limit applies. */
  address: string | null;
  /** Set if the account has signed in on it before. */
  knownDevice?: string | undefined;
}>;

export type AttemptLimits = Readonly<{
  isKnownDevice: boolean;
  own: Limit;
  /** Shared with other accounts, and incremented once per account. */
  shared: readonly Limit[];
  failures: string;
  /** The narrowest shared limit, in which attempts are reserved. */
  reservable?: Limit | undefined;
  /** The key of the reservation while the attempt is in progress. */
  reservedAt?: string | undefined;
}>;

function limitsOf({ identifier, address, knownDevice }: Attempt): AttemptLimits {
  const failures = `failures:${identifier}`;
  if (knownDevice !== undefined) {
    const own = { key: `device:${knownDevice}`, maximum: FAILURES_PER_DEVICE };
    return { isKnownDevice: true, own, shared: [], failures };
  }
  const networks = address ? networksOf(address) : [];
  const own = { key: `attempts:${networks[0]}|${identifier}`, maximum: ATTEMPTS_PER_ACCOUNT_AND_SOURCE };
  const sources = networks.map((network, index) => ({
    key: `source:${network}`,
    maximum: ACCOUNTS_PER_NETWORK[index] as number,
  }));
  const total = { key: "total:everywhere", maximum: ACCOUNTS_IN_TOTAL };
  return { isKnownDevice: false, own, shared: [...sources, total], failures, reservable: sources[0] };
}

const allOf = ({ own, shared }: AttemptLimits): readonly Limit[] => [own, ...shared];

const asUnknownDevice = (attempt: Attempt): Attempt => ({ ...attempt, knownDevice: undefined });

/** Of all counters that may limit the attempt. */
export const limitKeysOf = (attempt: Attempt): string[] =>
  [attempt, asUnknownDevice(attempt)].flatMap((one) => keysOf(allOf(limitsOf(one))));

/** Limits failures at many accounts; failures at one lock it. @throws RetryLater (429) if a limit is exceeded */
export function requireWithinLimits(attempt: Attempt, counts: readonly Count[]): AttemptLimits {
  const limits = limitsOf(attempt);
  const secondsLeft = secondsUntilReset(allOf(limits), counts);
  if (secondsLeft.length === 0) return limits;
  if (limits.isKnownDevice) return requireWithinLimits(asUnknownDevice(attempt), counts);
  throw new RetryLater(429, Math.max(...secondsLeft));
}

const readCounts = prepared((db) =>
  db.select({ counts: countsOf(sql.placeholder("keys")) }).from(sql`(SELECT) AS one_row`),
);

/** @throws RetryLater (429) as `requireWithinLimits` does */
export async function checkLimits(attempt: Attempt): Promise<AttemptLimits> {
  const [row] = await readCounts({ keys: JSON.stringify(limitKeysOf(attempt)) });
  return requireWithinLimits(attempt, row?.counts ?? []);
}

/**
 * Counts failed attempts and those in progress together, so that parallel ones cannot exceed the limit.
 * @throws RetryLater (429) if a limit is exceeded, (503) if the rest of it is reserved
 */
export async function reserveAttempt(attempt: Attempt): Promise<AttemptLimits> {
  const reserved = await reserveIn(limitsOf(attempt));
  if (reserved) return reserved;
  const limits = await checkLimits(attempt);
  if (!limits.reservable) return limits;
  const retried = await reserveIn(limits);
  if (!retried) throw new RetryLater(503, RETRY_RESERVATION_SECONDS);
  return retried;
}

async function reserveIn(limits: AttemptLimits): Promise<AttemptLimits | undefined> {
  const { reservable } = limits;
  const isReserved = reservable && (await reserve(reservable, allOf(limits)));
  return isReserved ? { ...limits, reservedAt: reservable.key } : undefined;
}

const releaseIn = async (tx: Transaction, { reservedAt }: AttemptLimits): Promise<void> => {
  if (reservedAt) await release(tx, reservedAt);
};

export const releaseAttempt = (limits: AttemptLimits): Promise<void> => transaction((tx) => releaseIn(tx, limits));

/** In the transaction of the attempt. Locks no row that other accounts share for longer than it has to, so call it last. */
export async function attemptSucceeded(tx: Transaction, limits: AttemptLimits): Promise<void> {
  // Sent together, executed in this order.
  const [, hadFailed] = await Promise.all([
    reset(tx, limits.failures),
    reset(tx, limits.own.key),
    releaseIn(tx, limits),
  ]);
  // Of several parallel sign-ins, only the one that resets its own counter decrements the shared ones.
  if (hadFailed) await decrement(tx, keysOf(limits.shared));
}

/** In the transaction of the attempt, last. @returns the number of recent failures of the account, from all sources */
export async function attemptFailed(tx: Transaction, limits: AttemptLimits): Promise<number> {
  const [failures = 1, ownFailures] = await increment(tx, [limits.failures, limits.own.key], WINDOW_SECONDS);
  await releaseIn(tx, limits);
  if (ownFailures === 1 && limits.shared.length > 0) await increment(tx, keysOf(limits.shared), WINDOW_SECONDS);
  return failures;
}
