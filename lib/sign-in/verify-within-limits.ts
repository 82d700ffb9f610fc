import type { Transaction } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { type HashingSource, type HashScheduler, scheduleHash } from "#lib/passwords/hashing-queue.ts";
import {
  type Attempt,
  type AttemptLimits,
  attemptFailed,
  attemptSucceeded,
  releaseAttempt,
  reserveAttempt,
} from "#lib/rate-limits/attempt-limits.ts";
import { purgeExpired } from "#lib/rate-limits/counters.ts";

/** After the first, second, … failure; the last applies to all further ones. */
const DELAYS_MS = [0, 0, 1000, 2000];

export type LimitedResult<T extends object> =
  | Readonly<{ accepted: T }>
  | Readonly<{ accepted: undefined; pauseMs: number }>;

/** How to verify a limited attempt. */
export type LimitedVerification = Readonly<{
  schedule: HashScheduler;
  /** In the transaction of the result, last. */
  onResult(tx: Transaction, accepted: boolean): Promise<void>;
}>;

/**
 * Only failures count. Above the limits nothing is hashed, or counted against the account.
 * @param isKnownDevice whether the attempt's device is known and within its limit
 * @throws RetryLater (429) when a limit is reached, (503) when too many attempts are under way
 */
export async function verifyWithinLimits<T extends object>(
  attempt: Attempt,
  isKnownDevice: boolean,
  verify: (verification: LimitedVerification) => Promise<T | undefined>,
): Promise<LimitedResult<T>> {
  let reserved: AttemptLimits | undefined;
  let failures = 0;
  const requireReserved = () => {
    if (!reserved) throw new Error("An attempt was verified without the hash scheduler.");
    return reserved;
  };
  const schedule: HashScheduler = (work) =>
    scheduleHash(hashingSource(isKnownDevice, attempt), work, async () => {
      reserved = await reserveAttempt(attempt);
    });
  const onResult = async (tx: Transaction, accepted: boolean) => {
    if (accepted) await attemptSucceeded(tx, requireReserved());
    else failures = await attemptFailed(tx, requireReserved());
  };

  const accepted = await verify({ schedule, onResult }).catch(async (error) => {
    if (reserved) await releaseAttempt(reserved).catch(() => undefined);
    throw error;
  });
  if (accepted !== undefined) return { accepted };
  await purgeExpired();
  return { accepted, pauseMs: delayAfter(failures) };
}

/** Anonymous sources are whole sites (RFC 6177), because one site has more networks than the queue has places. */
function hashingSource(isKnownDevice: boolean, { address, knownDevice }: Attempt): HashingSource {
  return isKnownDevice
    ? { queue: "identified", source: `device ${knownDevice}` }
    : { queue: "anonymous", source: networksOf(address ?? "unknown").at(-1) as string };
}

const delayAfter = (failures: number): number =>
  (config().delaysFailures && DELAYS_MS[Math.min(failures, DELAYS_MS.length) - 1]) || 0;
