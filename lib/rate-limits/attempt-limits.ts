import { type Transaction, transaction } from "#db/client.ts";
import { RetryLater } from "#lib/errors.ts";
import { networksOf } from "#lib/http/client-address.ts";
import {
  decrement,
  exceededLimits,
  increment,
  keysOf,
  type Limit,
  purgeExpired,
  release,
  reserve,
  reset,
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

/** Limits failures at many accounts; failures at one lock it. @throws RetryLater (429) if a limit is exceeded */
export async function checkLimits(attempt: Attempt): Promise<AttemptLimits> {
  const limits = limitsOf(attempt);
  const secondsLeft = await exceededLimits([limits.own, ...limits.shared]);
  if (secondsLeft.size === 0) return limits;
  if (attempt.knownDevice !== undefined) return checkLimits({ ...attempt, knownDevice: undefined });
  throw new RetryLater(429, Math.max(...secondsLeft.values()));
}

/**
 * Counts failed attempts and those in progress together, so that parallel ones cannot exceed the limit.
 * @throws RetryLater (503) if the rest of the limit is reserved
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

export const releaseAttempt = (limits: AttemptLimits): Promise<void> => transaction((tx) => releaseIn(tx, limits));

export const attemptSucceeded = (limits: AttemptLimits): Promise<void> =>
  transaction(async (tx) => {
    await reset(tx, limits.failures);
    const hadFailed = await reset(tx, limits.own.key);
    await releaseIn(tx, limits);
    // Of several parallel sign-ins, only the one that resets its own counter decrements the shared ones.
    if (hadFailed) await decrement(tx, keysOf(limits.shared));
  });

/** @returns the number of recent failures of the account, from all sources */
export async function attemptFailed(limits: AttemptLimits): Promise<number> {
  const failures = await transaction(async (tx) => {
    const [failures = 1, ownFailures] = await increment(tx, [limits.failures, limits.own.key], WINDOW_SECONDS);
    await releaseIn(tx, limits);
    if (ownFailures === 1 && limits.shared.length > 0) await increment(tx, keysOf(limits.shared), WINDOW_SECONDS);
    return failures;
  });
  await purgeExpired();
  return failures;
}
