import { setTimeout as delay } from "node:timers/promises";
import { forwardAuthRequest } from "#bench/harness/forward-auth-request.ts";
import type { LoadRequest } from "#bench/harness/load.ts";
import type { Part } from "#bench/harness/part.ts";
import type { Running } from "#bench/harness/servers.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, anonymousSource } from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { multipart } from "#tests/http/forms.ts";

const SIGN_INS = 16;
/** Until every hashing thread is busy. */
const AHEAD_SECONDS = 1;
const SECONDS = 4;

/** Compares one client's forward auth while others sign in with the same while nobody else does anything. */
export const part: Part = {
  title: "Forward auth during sign-ins",
  database: "seeded",
  async measure(context) {
    const { startServer, load, interleave } = context;
    const server = await startServer();
    const [request, signIns] = [await forwardAuthRequest(context), await signInRequests(server)];
    const forwardAuth = () => load(server, { requests: [request], concurrency: 1, seconds: SECONDS });
    const rounds = await interleave({
      idle: forwardAuth,
      storm: async () => {
        const seconds = AHEAD_SECONDS + SECONDS;
        const storm = load(server, { requests: signIns, concurrency: SIGN_INS, seconds });
        await delay(AHEAD_SECONDS * 1000);
        const measured = await forwardAuth();
        return { ...measured, signInsPerSecond: (await storm).perSecond };
      },
    });
    const [idle, storm] = [medianOf(rounds, ({ idle }) => idle.p95), medianOf(rounds, ({ storm }) => storm.p95)];
    const signInsPerSecond = medianOf(rounds, ({ storm }) => storm.signInsPerSecond);
    return [
      {
        name: `Forward auth, p95 during ${SIGN_INS} concurrent sign-ins ÷ idle`,
        value: medianOf(rounds, ({ idle, storm }) => storm.p95 / idle.p95),
        limit: { atMost: 2 },
        detail: `${storm.toFixed(2)} ms with ${signInsPerSecond.toFixed(1)} sign-ins/s ÷ ${idle.toFixed(2)} ms`,
      },
    ];
  },
};

/** Of as many users, each at an address of their own. */
async function signInRequests(server: Running): Promise<readonly LoadRequest[]> {
  const form = await anonymousClient(server).form(paths.login, "password");
  const requests: LoadRequest[] = [];
  for (let count = 0; count < SIGN_INS; count++) {
    const { email, password } = await activeAccount();
    const { type, body } = multipart(filledIn(form, { email, password }));
    const headers = { origin: server.url, "content-type": type, "x-forwarded-for": String(anonymousSource().address) };
    requests.push({ path: paths.login, method: "POST", headers, body, status: 303 });
  }
  return requests;
}
