import { after } from "next/server.js";
import { outsideRequests } from "#lib/http/request-context.ts";

type Drain = () => Promise<void>;

/** On `globalThis`, because pages, actions and routes are compiled with a copy of this file each. */
const KEY = Symbol.for("gatehouse.queue-drain");
const shared = globalThis as typeof globalThis & { [KEY]?: Drain };

/** Says how the queue is drained: by the worker, which knows every kind of job and stands above this folder. */
export const provideQueueDrain = (drain: Drain): void => {
  shared[KEY] = drain;
};

/**
 * Drains the queue once the current request has been answered, for installations in which no process stays alive.
 * @throws Error where nobody has called `provideQueueDrain`
 */
export function drainAfterResponse(): void {
  const drain = shared[KEY];
  if (!drain) throw new Error("No queue drain has been provided.");
  after(() => outsideRequests(drain));
}
