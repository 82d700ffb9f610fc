import { performance } from "node:perf_hooks";
import type { Context } from "#bench/harness/context.ts";
import type { Figure, Part } from "#bench/harness/part.ts";
import { median, separation, shuffled } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, activeAccount, lockedAccount } from "#tests/db/people.ts";
import { filledIn } from "#tests/http/client.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { startProvider } from "#tests/mail/provider.ts";
import { sendingThrough } from "#tests/servers/shared-servers.ts";

/**
 * Measures whether the response time of "Forgot password?" reveals whether an account exists: the area under the ROC curve (AUC)
 * of each type of email and unknown ones, 0.5 where they are indistinguishable. Other unknown ones are the control.
 */
export const part: Part = {
  title: "Time of password reset requests",
  database: "empty",
  isOnRequest: true,
  measure: async (context) => [
    ...figuresOf("the provider accepts every email", await measure(context, false)),
    ...figuresOf("the provider never responds", await measure(context, true)),
  ],
};

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

/**
 * Milliseconds per response, by type.
 * @param hangs whether the email provider never responds
 */
async function measure(
  { startServer, progress }: Context,
  hangs: boolean,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const provider = await startProvider();
  if (hangs) provider.respond(() => "hang");
  const server = await startServer({ ...sendingThrough(provider), BCRYPT_COST: "10" });
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
      progress.update(sample + 1, SAMPLES);
    }
    return times;
  } finally {
    await server.stop();
    await provider.close();
  }
}

function figuresOf(condition: string, times: ReadonlyMap<string, readonly number[]>): readonly Figure[] {
  const unknown = times.get("unknown") ?? [];
  return [...times]
    .filter(([type]) => type !== "unknown")
    .map(([type, sample]) => ({
      name: `Password reset request, AUC, ${condition}: ${type} / unknown`,
      value: separation(sample, unknown),
      detail: `${median(sample).toFixed(1)} ms / ${median(unknown).toFixed(1)} ms`,
    }));
}
