import { AsyncResource } from "node:async_hooks";
import { availableParallelism } from "node:os";
import { RetryLater } from "#lib/errors.ts";
import { FairQueue } from "./fair-queue.ts";

/** The queue and the source that a hash waits in: each source for its own, and nobody who is known for anonymous ones. */
export type HashingShare = Readonly<{ lane: "known" | "anonymous"; source: string }>;

/** Runs work when its turn comes. */
export type HashingTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Hashing runs on Node's thread pool, which also serves files and compression: as many at once as there are cores
 * leaves pages quick during a storm of sign-ins.
 */
const MAX_RUNNING = availableParallelism();
/** However many cores there are, one source has fewer attempts on their way than it may fail. */
const MAX_RUNNING_OF_ONE_SOURCE = 8;

/** About ten seconds' work at the default cost on two cores; whoever comes later is better told than kept. */
const MAX_WAITING = 100;
const RETRY_AFTER_SECONDS = 5;

type Waiting = Readonly<{ start(): Promise<void>; refuse(): void }>;

const newQueue = () => ({
  lanes: { known: new FairQueue<Waiting>(MAX_WAITING), anonymous: new FairQueue<Waiting>(MAX_WAITING) },
  last: "anonymous" as HashingShare["lane"],
  running: 0,
  runningOf: new Map<string, number>(),
});

/** On `globalThis`, because every part of the compiled side loads its own copy of this file. */
const KEY = Symbol.for("gatehouse.hashing-queue");
const shared = globalThis as typeof globalThis & { [key: symbol]: ReturnType<typeof newQueue> | undefined };
shared[KEY] ??= newQueue();
const queue = shared[KEY];

/**
 * Runs one hash when its turn comes.
 * @throws RetryLater (503) when too many are waiting: then the source that has most of them is turned away
 */
export function hashingTurn<T>({ lane, source }: HashingShare, work: () => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const turnedAway = queue.lanes[lane].add(source, {
    // Another request may start it, and is not the one it belongs to.
    start: AsyncResource.bind(() => work().then(resolve, reject)),
    refuse: () => reject(new RetryLater(503, RETRY_AFTER_SECONDS)),
  });
  turnedAway?.refuse();
  startNext();
  return promise;
}

/** The turns of somebody who need not prove who they are: by a session, by a link, or at the server. */
export const turnOf =
  (accountId: string): HashingTurn =>
  (work) =>
    hashingTurn({ lane: "known", source: `account ${accountId}` }, work);

function startNext(): void {
  while (queue.running < MAX_RUNNING) {
    const next = takeNext();
    if (!next) return;
    const { source, item } = next;
    addRunning(source, 1);
    void item.start().finally(() => {
      addRunning(source, -1);
      startNext();
    });
  }
}

/** The lanes take turns, so that neither starves. */
function takeNext() {
  const lanes = queue.last === "known" ? (["anonymous", "known"] as const) : (["known", "anonymous"] as const);
  for (const lane of lanes) {
    const next = queue.lanes[lane].take((source) => (queue.runningOf.get(source) ?? 0) < MAX_RUNNING_OF_ONE_SOURCE);
    if (!next) continue;
    queue.last = lane;
    return next;
  }
  return undefined;
}

function addRunning(source: string, change: 1 | -1): void {
  queue.running += change;
  const own = (queue.runningOf.get(source) ?? 0) + change;
  if (own > 0) queue.runningOf.set(source, own);
  else queue.runningOf.delete(source);
}
