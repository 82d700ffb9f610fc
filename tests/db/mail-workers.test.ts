import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { queueMails } from "#lib/mail/queue-mails.ts";
import { startMailWorker } from "#lib/mail/worker.ts";
import { sendToProvider } from "./outgoing-mail.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount } from "./people.ts";

const MAILS = 500;

/** So that a busy machine fails no test that writes 500 mails. */
const MANY_MAILS = { timeout: 120_000 };

const provider = await sendToProvider();

async function queueMany(count: number) {
  const { id: accountId } = await activeAccount();
  const facts = { firstName: "Some", email: "", sentBy: "", at: new Date().toISOString(), transport: "Resend" };
  const mails = Array.from({ length: count }, (_, turn) => ({
    kind: "test-mail" as const,
    accountId,
    to: `mail.${turn}@example.com`,
    facts,
  }));
  await transaction((tx) => queueMails(tx, mails));
}

const inState = async (state: string) =>
  (await onTheSide`SELECT count(*)::int AS count FROM mails WHERE state = ${state}`)[0]?.count;

const jobs = async () =>
  (await onTheSide`SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE key LIKE 'mail:%'`)[0]?.count;

/** A process that takes jobs, and is killed before it has done anything about them. */
async function takeJobsAndDie(): Promise<void> {
  const script = fileURLToPath(new URL("./take-jobs-and-hang.ts", import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const taken: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => taken.push(line));
  await expect.poll(() => taken.length, { timeout: 20_000, interval: 5 }).toBe(4);
  child.kill("SIGKILL");
  await once(child, "exit");
}

test(
  "of 500 mails that two workers send while a third is killed, each is sent once, and none is left",
  MANY_MAILS,
  async () => {
    await queueMany(MAILS);
    await takeJobsAndDie();
    await asOwner`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '3 minutes' WHERE locked_at IS NOT NULL`;

    const workers = [startMailWorker(), startMailWorker()];
    await expect.poll(() => inState("SENT"), { timeout: 90_000, interval: 50 }).toBeGreaterThanOrEqual(MAILS - 4);
    await asOwner`SELECT graphile_worker.add_job('release_abandoned')`;
    await expect.poll(() => inState("SENT"), { timeout: 20_000, interval: 20 }).toBe(MAILS);
    await Promise.all(workers.map((worker) => worker.stop()));

    const keys = provider.requests.map(({ key }) => key);
    expect(keys).toHaveLength(MAILS);
    expect(new Set(keys).size).toBe(MAILS);
    expect(provider.letters.all).toHaveLength(MAILS);
    expect(await jobs()).toBe(0);
  },
);

test("a worker takes up what is queued while it runs, and stops when the mail in its hands is settled", async () => {
  const before = provider.requests.length;
  const worker = startMailWorker();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  provider.answer(() => void ask());
  await queueMany(1);
  await asked;
  await worker.stop();
  expect(provider.requests).toHaveLength(before + 1);
  expect(await inState("WAITING")).toBe(0);
});

test("a worker that is stopped before it has begun stops", async () => {
  await startMailWorker().stop();
  await queueMany(1);
  expect(await inState("WAITING")).toBe(1);
});
