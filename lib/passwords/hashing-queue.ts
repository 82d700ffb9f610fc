import { AsyncResource } from "node:async_hooks";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { RetryLater } from "#lib/errors.ts";
import { FairQueue } from "./fair-queue.ts";

/** Identified requests (by a session, a link, a known device) queue apart from anonymous ones. */
type QueueName = "identified" | "anonymous";

export type HashingSource = Readonly<{ queue: QueueName; source: string }>;

export type HashScheduler = <T>(work: () => Promise<T>) => Promise<T>;

/** Hashes share Node's thread pool with files and compression: more of them would slow down every page. */
const MAX_HASHING = availableParallelism();
/** So that no core waits for the database between two hashes, the next attempts are reserved while others are hashed. */
export const MAX_STARTED = 2 * MAX_HASHING;
/** However many cores there are, one source has fewer attempts under way than it may fail. */
const MAX_STARTED_PER_SOURCE = 8;

/** About ten seconds of work at the default cost on two cores. */
const MAX_QUEUED = 100;
const RETRY_AFTER_SECONDS = 5;

type Job = Readonly<{ start(): Promise<void>; reject(): void }>;

const newState = () => ({
  queues: { identified: new FairQueue<Job>(MAX_QUEUED), anonymous: new FairQueue<Job>(MAX_QUEUED) },
  lastServed: "anonymous" as QueueName,
  started: 0,
  startedBySource: new Map<string, number>(),
  hash: pLimit(MAX_HASHING),
});

/** On `globalThis`, because the build loads several copies of this file. */
const KEY = Symbol.for("gatehouse.hashing-queue");
const shared = globalThis as typeof globalThis & { [key: symbol]: ReturnType<typeof newState> | undefined };
shared[KEY] ??= newState();
const state = shared[KEY];

/**
 * @param prepare before the hash, and once it is the work's turn
 * @throws RetryLater (503) when the queue is full and no source has more jobs in it
 */
export function scheduleHash<T>(
  { queue, source }: HashingSource,
  work: () => Promise<T>,
  prepare?: () => Promise<void>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const evicted = state.queues[queue].enqueue(source, {
    // Another request may start it, whose async context must not leak into this one.
    start: AsyncResource.bind(async () => {
      try {
        await prepare?.();
        resolve(await state.hash(work));
      } catch (error) {
        reject(error);
      }
    }),
    reject: () => reject(new RetryLater(503, RETRY_AFTER_SECONDS)),
  });
  evicted?.reject();
  startNext();
  return promise;
}

/** For requests that are identified by a session or a link, and for commands at the server. */
export const schedulerFor =
  (accountId: string): HashScheduler =>
  (work) =>
    scheduleHash({ queue: "identified", source: `account ${accountId}` }, work);

function startNext(): void {
  while (state.started < MAX_STARTED) {
    const next = dequeueNext();
    if (!next) return;
    const { source, item } = next;
    countStarted(source, 1);
    void item.start().finally(() => {
      countStarted(source, -1);
      startNext();
    });
  }
}

function dequeueNext() {
  const order =
    state.lastServed === "identified" ? (["anonymous", "identified"] as const) : (["identified", "anonymous"] as const);
  for (const queue of order) {
    const next = state.queues[queue].dequeue(
      (source) => (state.startedBySource.get(source) ?? 0) < MAX_STARTED_PER_SOURCE,
    );
    if (!next) continue;
    state.lastServed = queue;
    return next;
  }
  return undefined;
}

function countStarted(source: string, change: 1 | -1): void {
  state.started += change;
  const started = (state.startedBySource.get(source) ?? 0) + change;
  if (started > 0) state.startedBySource.set(source, started);
  else state.startedBySource.delete(source);
}
