import { availableParallelism } from "node:os";
import { hash } from "@node-rs/bcrypt";
import type { Part } from "#bench/harness/part.ts";
import { signInRequests, verifications } from "#bench/harness/sign-ins.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";

const SIGN_INS = 16;
const COST = 10;

/** Compares the list page while many sign in with the list page otherwise. */
export const part: Part = {
  title: "A storm of sign-ins",
  database: "seeded",
  async measure({ startServer, administratorCookie, load, interleave }) {
    completeEnvironment({ BCRYPT_COST: `${COST}` });
    const server = await startServer({ BCRYPT_COST: `${COST}` });
    const [requests, cookie] = [await signInRequests(server), await administratorCookie()];
    const bcrypt = await hash("a password", { cost: COST });
    const list = { requests: [{ path: paths.accounts, headers: { cookie } }], concurrency: 1 };
    const rounds = await interleave({
      idle: () => load(server, list),
      storm: async () => {
        const [signIns, page] = await Promise.all([
          load(server, { requests, concurrency: SIGN_INS }),
          load(server, list),
        ]);
        return { signIns, page };
      },
      hashes: () => verifications(bcrypt, availableParallelism(), 3),
    });
    const of = (figure: (round: (typeof rounds)[number]) => number) => medianOf(rounds, figure).toFixed(1);
    return [
      {
        name: `List page while ${SIGN_INS} sign in ÷ otherwise, p95`,
        value: medianOf(rounds, ({ storm, idle }) => storm.page.p95 / idle.p95),
        limit: { atMost: 2 },
        detail: `${of(({ storm }) => storm.page.p95)} ms ÷ ${of(({ idle }) => idle.p95)} ms`,
      },
      {
        name: `Sign-ins/s of these ${SIGN_INS} ÷ bcrypt verifications/s`,
        value: medianOf(rounds, ({ storm, hashes }) => storm.signIns.perSecond / hashes.perSecond),
        limit: { atLeast: 0.65 },
        detail: `${of(({ storm }) => storm.signIns.perSecond)}/s ÷ ${of(({ hashes }) => hashes.perSecond)}/s`,
      },
    ];
  },
};
