import { after } from "next/server.js";
import { outsideRequests } from "#lib/http/request-context.ts";

type Drain = () => Promise<void>;

/** On `globalThis`, because pages, actions and routes are compiled with a copy of this file each. */
const KEY = Symbol.for("gatehouse.queue-drain");
const shared = globalThis as typeof globalThis & { [KEY]?: Drain };

/** Provides the worker's drain function, which this folder may not import. */
export const provideQueueDrain = (drain: Drain): void => {
  shared[KEY] = drain;
};

/**
 * Drains the queue after the current request's response, for serverless installations.
 * @throws Error before `provideQueueDrain` was called
 */
export function drainAfterResponse(): void {
  const drain = shared[KEY];
  if (!drain) throw new Error("No queue drain has been provided.");
  after(() => outsideRequests(drain));
}
