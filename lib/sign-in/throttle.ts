import { config } from "#lib/config/index.ts";
import { networksOf } from "#lib/http/client-address.ts";
import { type HashingShare, type HashingTurn, hashingTurn } from "#lib/passwords/hashing-queue.ts";
import {
  type Attempt,
  type AttemptLimits,
  attemptFailed,
  attemptSucceeded,
  checkLimits,
  releaseAttempt,
  reserveAttempt,
} from "#lib/rate-limits/attempt-limits.ts";

/** How long the answer to the n-th refused attempt at one account waits; the last goes for all that follow. */
const PAUSES_MS = [0, 0, 1000, 2000];

export type ThrottledResult<T extends object> =
  | Readonly<{ accepted: T }>
  | Readonly<{ accepted: undefined; pauseMs: number }>;

/**
 * Has an attempt judged within its limits. It is counted when it has failed, and not before: an attempt on which no
 * verdict was given, and a right one, cost nothing. One that is refused here is neither hashed nor counted against the
 * account.
 * @param judge gives the verdict, `undefined` for a refusal, and hashes in the turn it is given
 * @returns the verdict; for a refusal, with how many milliseconds to wait before saying so
 * @throws RetryLater (429) when a limit is used up, (503) when too much is on its way
 */
export async function throttled<T extends object>(
  attempt: Attempt,
  judge: (turn: HashingTurn) => Promise<T | undefined>,
): Promise<ThrottledResult<T>> {
  const { lane } = await checkLimits(attempt);
  let reserved: AttemptLimits | undefined;
  const turn: HashingTurn = (work) =>
    hashingTurn(shareOf(lane, attempt), async () => {
      // Others may have failed while this one was waiting.
      reserved = await reserveAttempt(await checkLimits(attempt));
      return work();
    });

  const accepted = await judge(turn).catch(async (error) => {
    if (reserved) await releaseAttempt(reserved).catch(() => undefined);
    throw error;
  });
  if (!reserved) throw new Error("An attempt was judged outside its turn.");
  if (accepted === undefined) return { accepted, pauseMs: pauseAfter(await attemptFailed(reserved)) };
  await attemptSucceeded(reserved);
  return { accepted };
}

/** Fair between sites (RFC 6177), which have more networks than the queue has places, and between known devices. */
function shareOf(lane: HashingShare["lane"], { address, knownDevice }: Attempt): HashingShare {
  const source = lane === "known" ? `device ${knownDevice}` : (networksOf(address ?? "unknown").at(-1) as string);
  return { lane, source };
}

const pauseAfter = (refusals: number): number =>
  (config().delaysFailures && PAUSES_MS[Math.min(refusals, PAUSES_MS.length) - 1]) || 0;
