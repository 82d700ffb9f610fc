import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import type { limitConnections } from "./connection-limits.ts";

export const DRAIN_MS = 20_000;

/** For clients to send pending requests and to learn that the connection will close. */
const GRACE_MS = 1_000;
/** For pending responses before the server stops listening. */
const PENDING_RESPONSES_MS = 2_000;
/** Turns of the event loop without a new connection, after which the backlog is empty. */
const QUIET_TURNS = 5;
const PAUSE_MS = 500;
/** For requests on the last accepted connections. */
const LAST_REQUESTS_MS = 500;
const POLL_MS = 20;

/** Stops a server without losing an accepted request. */
export function drainable(server: Server, connections: ReturnType<typeof limitConnections>) {
  const unanswered = new Set<ServerResponse>();
  let draining = false;
  let resumption = Promise.resolve();
  let accepted = 0;

  server.on("connection", () => accepted++);
  server.on("request", (_: IncomingMessage, response: ServerResponse) => {
    if (draining) response.shouldKeepAlive = false;
    unanswered.add(response);
    response.once("close", () => unanswered.delete(response));
  });

  const settled = async (isSettled: () => boolean, withinMs: number) => {
    const until = performance.now() + withinMs;
    while (!isSettled() && performance.now() < until) await delay(POLL_MS);
  };

  /** Connections in the backlog are reset when a server stops listening: so responses, after which clients reconnect, pause. */
  const stopListening = async () => {
    const { promise, resolve: resume } = Promise.withResolvers<void>();
    const pending = [...unanswered];
    resumption = promise;
    await settled(() => !pending.some((response) => unanswered.has(response)), PENDING_RESPONSES_MS);
    const until = performance.now() + PAUSE_MS;
    for (let before = -1; before !== accepted && performance.now() < until; ) {
      before = accepted;
      for (let turn = 0; turn < QUIET_TURNS; turn++) await nextTurn();
    }
    server.close();
    resume();
  };

  return {
    isDraining: () => draining,
    mayRespond: () => resumption,
    /**
     * Resolves once everything is answered. Each response closes its connection from now on. For a moment, idle connections
     * stay open and new ones are accepted: a request may be on its way, and load balancers need time to notice.
     */
    async drain(): Promise<void> {
      draining = true;
      for (const response of unanswered) response.shouldKeepAlive = false;
      await settled(() => connections.count() === 0, GRACE_MS);
      const closed = once(server, "close");
      await stopListening();
      await Promise.race([closed, delay(LAST_REQUESTS_MS)]);
      connections.closeWaiting();
      await closed;
    },
  };
}
