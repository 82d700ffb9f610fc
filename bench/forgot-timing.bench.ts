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
 * Whether the time that the answer to a forgotten password takes tells whose address it was: samples of each kind in
 * mixed order, and how well each can be told from an unknown one, beside the same measure for two samples of unknown ones.
 */

const SAMPLES = 200;
const WARM_UP = 40;

let unknown = 0;

const nobody = async () => ({ email: `nobody.${unknown++}@example.com` });

const RESOURCE_TYPES: Readonly<Record<string, () => Promise<{ email: string }>>> = {
  unknown: nobody,
  "unknown again": nobody,
  known: activeAccount,
  locked: lockedAccount,
  "never activated": accountWithoutPassword,
};

const CONTROL = "unknown again";

/** Milliseconds of each answer, by kind, while the provider takes emails or keeps everybody waiting. */
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
  const ask = async ({ email }: { email: string }) => {
    const client = anonymousClient(server);
    const began = performance.now();
    const { status } = await client.post(paths.forgotPassword, filledIn(form, { email }));
    if (status !== 200) throw new Error(`A forgotten password was answered with ${status}.`);
    return performance.now() - began;
  };
  try {
    for (let sample = 0; sample < WARM_UP; sample++) await ask(await nobody());
    const times = new Map(Object.keys(RESOURCE_TYPES).map((kind) => [kind, [] as number[]]));
    for (let sample = 0; sample < SAMPLES; sample++) {
      // All are made first: making some takes a while, and the emails of the one before would be out of the way by then.
      const made = await Promise.all(
        Object.entries(RESOURCE_TYPES).map(async ([kind, make]) => ({ kind, person: await make() })),
      );
      for (const { kind, person } of shuffled(made)) times.get(kind)?.push(await ask(person));
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
  for (const [kind, sample] of times) {
    const auc = kind === "unknown" ? "     " : separation(sample, unknown).toFixed(3);
    console.log(`  ${median(sample).toFixed(1)} ms    ${auc}  ${kind}${kind === CONTROL ? " (control)" : ""}`);
  }
}

await withServers(async () => {
  report(`${SAMPLES} samples of each, the provider takes every mail`, await measure(false));
  report(`${SAMPLES} samples of each, the provider answers nothing`, await measure(true));
});
