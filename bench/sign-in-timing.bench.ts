import { performance } from "node:perf_hooks";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  activeAccount,
  lockedAccount,
  PASSWORD,
} from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { startServer } from "#tests/servers/server.ts";
import { median, separation, shuffled } from "./statistics.ts";
import { withServers } from "./with-servers.ts";

/**
 * Measures whether the response time of a failed sign-in reveals the reason. Compares each pair of reasons, and two samples of
 * the same reason as a control.
 */

const SAMPLES = 200;
const COST = "10";
const HIGHER_COST = "11";
const WARM_UP = 40;

type PasswordAttempt = Readonly<{ email: string; password: string }>;

let unknown = 0;

const REASONS: Readonly<Record<string, () => Promise<PasswordAttempt>>> = {
  unknown: async () => ({ email: `nobody.${unknown++}@example.com`, password: PASSWORD }),
  "unknown again": async () => ({ email: `nobody.${unknown++}@example.com`, password: PASSWORD }),
  wrong: async () => ({ ...(await activeAccount()), password: "not the right one" }),
  locked: async () => ({ ...(await lockedAccount()), password: "not the right one" }),
  "right, locked": lockedAccount,
  "right, expired": accountWithExpiredPassword,
  "no password": accountWithoutPassword,
};

const CONTROL = ["unknown", "unknown again"] as const;

/** Milliseconds per failed sign-in, by reason. */
async function measure(bcryptCost: string): Promise<ReadonlyMap<string, readonly number[]>> {
  // Accounts have hashes of the lower cost, whatever the cost of the server is.
  const server = await startServer({ BCRYPT_COST: bcryptCost, LOCK_AFTER: "100", INSECURE_FAST_SIGN_IN: "false" });
  completeEnvironment({ ...server.environment, BCRYPT_COST: COST });
  const form = await anonymousClient(server).form(paths.login, "password");
  const attempt = async ({ email, password }: PasswordAttempt) => {
    const client = anonymousClient(server);
    const began = performance.now();
    const { status } = await client.post(paths.login, filledIn(form, { email, password }));
    if (status !== 200) throw new Error(`A failing sign-in was answered with status ${status}.`);
    return performance.now() - began;
  };
  try {
    for (let sample = 0; sample < WARM_UP; sample++)
      await attempt(await (REASONS.unknown as () => Promise<PasswordAttempt>)());
    const times = new Map(Object.keys(REASONS).map((reason) => [reason, [] as number[]]));
    for (let sample = 0; sample < SAMPLES; sample++) {
      for (const [reason, create] of shuffled(Object.entries(REASONS)))
        times.get(reason)?.push(await attempt(await create()));
    }
    return times;
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

function report(title: string, times: ReadonlyMap<string, readonly number[]>): void {
  const sample = (reason: string) => times.get(reason) ?? [];
  console.log(`\n${title}`);
  for (const [reason, all] of times) console.log(`  ${reason.padEnd(16)} median ${median(all).toFixed(1)} ms`);
  const reasons = [...times.keys()];
  const pairs = reasons.flatMap((one, at) => reasons.slice(at + 1).map((other) => [one, other] as const));
  const measured = pairs.map((pair) => {
    const [one, other] = pair.map(sample) as [readonly number[], readonly number[]];
    return { pair, auc: separation(one, other), ratio: median(one) / median(other) };
  });
  console.log("  AUC    ratio of medians");
  for (const { pair, auc, ratio } of measured) {
    const note = pair.join() === CONTROL.join() ? "   (control)" : "";
    console.log(`  ${auc.toFixed(3)}  ${ratio.toFixed(3)}  ${pair.join(" / ")}${note}`);
  }
  const worst = measured.reduce((one, other) => (Math.abs(other.auc - 0.5) > Math.abs(one.auc - 0.5) ? other : one));
  console.log(`  Most distinguishable: ${worst.pair.join(" / ")}, AUC ${worst.auc.toFixed(3)} (random: 0.5)`);
}

await withServers(async () => {
  report(`${SAMPLES} samples of each, hashes of the current cost`, await measure(COST));
  report(`${SAMPLES} samples of each, hashes of a lower cost`, await measure(HIGHER_COST));
});
