import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { TryLater } from "#lib/refusal.ts";

/**
 * Hashing runs on Node's thread pool, which also serves files and compression: as many at once as there are cores
 * leaves pages quick during a storm of sign-ins.
 */
const inFlight = pLimit(availableParallelism());

/** About ten seconds' work at the default cost on two cores; whoever comes later is better told than kept. */
const MAX_WAITING = 100;
const RETRY_AFTER_SECONDS = 5;

/**
 * Runs one hash when its turn comes.
 * @throws TryLater (503) when too many are waiting
 */
export async function hashingTurn<T>(work: () => Promise<T>): Promise<T> {
  if (inFlight.pendingCount >= MAX_WAITING) throw new TryLater(503, RETRY_AFTER_SECONDS);
  return inFlight(work);
}
