import { config } from "#lib/config/index.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { type HashingSource, type HashScheduler, scheduleHash } from "#lib/passwords/hashing-queue.ts";
import {
  type Attempt,
  type AttemptLimits,
  attemptFailed,
  attemptSucceeded,
  checkLimits,
  releaseAttempt,
  reserveAttempt,
} from "#lib/rate-limits/attempt-limits.ts";

/** After the first, second, … failure; the last applies to all further ones. */
const DELAYS_MS = [0, 0, 1000, 2000];

export type LimitedResult<T extends object> =
  | Readonly<{ accepted: T }>
  | Readonly<{ accepted: undefined; pauseMs: number }>;

/**
 * Only failures count. Above the limits nothing is hashed, or counted against the account.
 * @throws RetryLater (429) when a limit is reached, (503) when too many attempts are under way
 */
export async function verifyWithinLimits<T extends object>(
  attempt: Attempt,
  verify: (schedule: HashScheduler) => Promise<T | undefined>,
): Promise<LimitedResult<T>> {
  const { isKnownDevice } = await checkLimits(attempt);
  let reserved: AttemptLimits | undefined;
  const schedule: HashScheduler = (work) =>
    scheduleHash(hashingSource(isKnownDevice, attempt), async () => {
      // Others may have failed while this one was queued.
      reserved = await reserveAttempt(await checkLimits(attempt));
      return work();
    });

  const accepted = await verify(schedule).catch(async (error) => {
    if (reserved) await releaseAttempt(reserved).catch(() => undefined);
    throw error;
  });
  if (!reserved) throw new Error("An attempt was verified without the hash scheduler.");
  if (accepted === undefined) return { accepted, pauseMs: delayAfter(await attemptFailed(reserved)) };
  await attemptSucceeded(reserved);
  return { accepted };
}

/** Anonymous sources are whole sites (RFC 6177), because one site has more networks than the queue has places. */
function hashingSource(isKnownDevice: boolean, { address, knownDevice }: Attempt): HashingSource {
  return isKnownDevice
    ? { queue: "identified", source: `device ${knownDevice}` }
    : { queue: "anonymous", source: networksOf(address ?? "unknown").at(-1) as string };
}

const delayAfter = (failures: number): number =>
  (config().delaysFailures && DELAYS_MS[Math.min(failures, DELAYS_MS.length) - 1]) || 0;
