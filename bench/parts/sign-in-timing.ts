import { performance } from "node:perf_hooks";
import type { Context } from "#bench/harness/context.ts";
import type { Figure, Part } from "#bench/harness/part.ts";
import { median, separation, shuffled } from "#bench/harness/statistics.ts";
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

/**
 * Measures whether the response time of a failed sign-in reveals the reason: the area under the ROC curve (AUC) of each pair of
 * reasons, 0.5 where they are indistinguishable. Two samples of the same reason are the control.
 */
export const part: Part = {
  title: "Time of failed sign-ins",
  database: "empty",
  isOnRequest: true,
  measure: async (context) => [
    ...figuresOf("hashes of the current cost", await measure(context, COST)),
    ...figuresOf("hashes of a lower cost", await measure(context, HIGHER_COST)),
  ],
};

const SAMPLES = 200;
const COST = "10";
const HIGHER_COST = "11";
const WARM_UP = 40;

type PasswordAttempt = Readonly<{ email: string; password: string }>;

let unknown = 0;

const unknownUser = async () => ({ email: `nobody.${unknown++}@example.com`, password: PASSWORD });

const REASONS: Readonly<Record<string, () => Promise<PasswordAttempt>>> = {
  unknown: unknownUser,
  "unknown again": unknownUser,
  wrong: async () => ({ ...(await activeAccount()), password: "not the right one" }),
  locked: async () => ({ ...(await lockedAccount()), password: "not the right one" }),
  "right, locked": lockedAccount,
  "right, expired": accountWithExpiredPassword,
  "no password": accountWithoutPassword,
};

/** Milliseconds per failed sign-in, by reason. */
async function measure(
  { startServer, progress }: Context,
  bcryptCost: string,
): Promise<ReadonlyMap<string, readonly number[]>> {
  // Accounts have hashes of the lower cost, whatever the cost of the server is.
  const server = await startServer({ BCRYPT_COST: bcryptCost, LOCK_AFTER: "100" });
  completeEnvironment({ LOCK_AFTER: "100", BCRYPT_COST: COST });
  const form = await anonymousClient(server).form(paths.login, "password");
  const attempt = async ({ email, password }: PasswordAttempt) => {
    const client = anonymousClient(server);
    const began = performance.now();
    const { status } = await client.post(paths.login, filledIn(form, { email, password }));
    if (status !== 200) throw new Error(`A failing sign-in was answered with status ${status}.`);
    return performance.now() - began;
  };
  for (let sample = 0; sample < WARM_UP; sample++) await attempt(await unknownUser());
  const times = new Map(Object.keys(REASONS).map((reason) => [reason, [] as number[]]));
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [reason, create] of shuffled(Object.entries(REASONS)))
      times.get(reason)?.push(await attempt(await create()));
    progress.update(sample + 1, SAMPLES);
  }
  await server.stop();
  return times;
}

function figuresOf(hashes: string, times: ReadonlyMap<string, readonly number[]>): readonly Figure[] {
  const reasons = [...times];
  return reasons.flatMap(([one, timesOfOne], index) =>
    reasons.slice(index + 1).map(([other, timesOfOther]) => ({
      name: `Failed sign-in, AUC, ${hashes}: ${one} / ${other}`,
      value: separation(timesOfOne, timesOfOther),
      detail: `${median(timesOfOne).toFixed(1)} ms / ${median(timesOfOther).toFixed(1)} ms`,
    })),
  );
}
