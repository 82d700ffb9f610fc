import { after } from "next/server.js";
import { outsideRequests } from "#lib/http/request-context.ts";

type Drain = () => Promise<void>;

/** On `globalThis`, because pages, actions and routes are compiled with a copy of this file each. */
const KEY = Symbol.for("gatehouse.queue-drain");
const shared = globalThis as typeof globalThis & { [KEY]?: Drain };

/** This folder may not import the worker. */
export const provideQueueDrain = (drain: Drain): void => {
  shared[KEY] = drain;
};

/** @throws Error before `provideQueueDrain` was called */
export function drainAfterResponse(): void {
  const drain = shared[KEY];
  if (!drain) throw new Error("No queue drain has been provided.");
  after(() => outsideRequests(drain));
}
