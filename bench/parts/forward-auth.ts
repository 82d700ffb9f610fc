import { forwardAuthRequest } from "#bench/harness/forward-auth-request.ts";
import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";

/** Compares forward auth, which runs one query, with a route handler of the framework that does nothing. */
export const part: Part = {
  title: "Forward auth",
  database: "seeded",
  isOnOneCore: true,
  async measure(context) {
    const { startServer, startBare, load, interleave } = context;
    const [server, bare, request] = [await startServer(), await startBare(), await forwardAuthRequest(context)];
    const rounds = await interleave({
      forwardAuth: () => load(server, { requests: [request] }),
      bare: () => load(bare, { requests: [{ ...request, path: "/empty" }] }),
    });
    const [ours, empty] = [
      medianOf(rounds, ({ forwardAuth }) => forwardAuth.perSecond),
      medianOf(rounds, ({ bare }) => bare.perSecond),
    ];
    return [
      {
        name: "Forward auth, requests/s ÷ bare route handler, one core",
        value: medianOf(rounds, ({ forwardAuth, bare }) => forwardAuth.perSecond / bare.perSecond),
        limit: { atLeast: 0.9 },
        detail: `${ours.toFixed(0)}/s ÷ ${empty.toFixed(0)}/s`,
      },
    ];
  },
};
