import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import type { limitConnections } from "./connection-limits.ts";

/** How long requests and emails in flight may take to finish once the server is told to stop. */
export const DRAIN_MS = 20_000;

/** For clients to send what they are about to, and to be told that their connection ends with the answer. */
const GRACE_MS = 1_000;
/** For answers that are on their way while the server still listens. */
const EARLIER_ANSWERS_MS = 2_000;
/** In which nobody has connected, so that nobody waits to be accepted. */
const QUIET_TURNS = 5;
/** For such a pause to come. */
const PAUSE_MS = 500;
/** For requests on connections that were accepted last. */
const LAST_REQUESTS_MS = 500;
const POLL_MS = 20;

/** Ends a server without losing a request that it has taken. */
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

  /** What waits to be accepted when a server stops listening is reset: so nobody is answered, and comes again, just then. */
  const stopListening = async () => {
    const { promise, resolve: resume } = Promise.withResolvers<void>();
    const earlier = [...unanswered];
    resumption = promise;
    await settled(() => !earlier.some((response) => unanswered.has(response)), EARLIER_ANSWERS_MS);
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
    /** Resolves when requests may be answered. */
    mayAnswer: () => resumption,
    /**
     * Resolves once everything is answered. From now on every answer closes its connection. New connections are taken for
     * as long as there are old ones, at most for a moment: closed at once, an idle connection could cut off a request that
     * is on its way, and a load balancer would hear of the end from refused connections alone.
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
