import { performance } from "node:perf_hooks";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, activeAccount, lockedAccount } from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { startProvider } from "#tests/mail/provider.ts";
import { startServer } from "#tests/servers/server.ts";
import { sendingThrough } from "#tests/servers/shared-servers.ts";
import { median, separation, shuffled } from "./statistics.ts";
import { withServers } from "./with-servers.ts";

/**
 * Measures whether the response time of "Forgot password?" reveals whether an account exists. Compares each type of email
 * with unknown ones, and unknown ones with each other as a control.
 */

const SAMPLES = 200;
const WARM_UP = 40;

let unknown = 0;

const unknownUser = async () => ({ email: `nobody.${unknown++}@example.com` });

const EMAIL_TYPES: Readonly<Record<string, () => Promise<{ email: string }>>> = {
  unknown: unknownUser,
  "unknown again": unknownUser,
  known: activeAccount,
  locked: lockedAccount,
  "never activated": accountWithoutPassword,
};

const CONTROL = "unknown again";

/**
 * Milliseconds per response, by type.
 * @param hangs whether the email provider never responds
 */
async function measure(hangs: boolean): Promise<ReadonlyMap<string, readonly number[]>> {
  const provider = await startProvider();
  if (hangs) provider.respond(() => "hang");
  const server = await startServer({
    ...sendingThrough(provider),
    BCRYPT_COST: "10",
    INSECURE_FAST_SIGN_IN: "false",
  });
  completeEnvironment(server.environment);
  const form = await anonymousClient(server).form(paths.forgotPassword, "email");
  const request = async ({ email }: { email: string }) => {
    const client = anonymousClient(server);
    const began = performance.now();
    const { status } = await client.post(paths.forgotPassword, filledIn(form, { email }));
    if (status !== 200) throw new Error(`A password reset request was answered with status ${status}.`);
    return performance.now() - began;
  };
  try {
    for (let sample = 0; sample < WARM_UP; sample++) await request(await unknownUser());
    const times = new Map(Object.keys(EMAIL_TYPES).map((type) => [type, [] as number[]]));
    for (let sample = 0; sample < SAMPLES; sample++) {
      // Created first, so that the requests follow each other without a pause in which emails could be sent.
      const users = await Promise.all(
        Object.entries(EMAIL_TYPES).map(async ([type, create]) => ({ type, user: await create() })),
      );
      for (const { type, user } of shuffled(users)) times.get(type)?.push(await request(user));
    }
    return times;
  } finally {
    await closeDatabase();
    await provider.close();
    await server.stop();
  }
}

function report(title: string, times: ReadonlyMap<string, readonly number[]>): void {
  const unknown = times.get("unknown") ?? [];
  console.log(`\n${title}\n  median      AUC against unknown`);
  for (const [type, sample] of times) {
    const auc = type === "unknown" ? "     " : separation(sample, unknown).toFixed(3);
    console.log(`  ${median(sample).toFixed(1)} ms    ${auc}  ${type}${type === CONTROL ? " (control)" : ""}`);
  }
}

await withServers(async () => {
  report(`${SAMPLES} samples of each, the provider accepts every email`, await measure(false));
  report(`${SAMPLES} samples of each, the provider never responds`, await measure(true));
});
