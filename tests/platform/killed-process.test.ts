import "#tests/db/database.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startEmailWorker } from "#lib/background/worker.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { queueTestEmails, sendToProvider } from "#tests/db/emails.ts";
import { asOwner, onTheSide } from "#tests/db/owner.ts";
import { activeAccount, anonymousSource, PASSWORD } from "#tests/db/people.ts";
import { credentialsNow, everything, sessionsNow, untilAttemptIsQueued } from "#tests/db/queries.ts";

const provider = await sendToProvider();

/** Starts a script of this folder. */
function start(script: string, ...args: string[]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  return { child, output: createInterface({ input: child.stdout }) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("killing a process while it hashes a password changes nothing", async () => {
  const account = await activeAccount();
  const before = await everything();
  const { child, output } = start("sign-in-and-hang.ts", account.email, PASSWORD);
  await once(output, "line");
  await untilAttemptIsQueued();
  await kill(child);

  expect(await everything()).toEqual(before);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("killing a process while it commits leaves no change without its email", async () => {
  const committed = async (name: string) =>
    (await onTheSide`SELECT count(*)::int AS count FROM accounts WHERE email LIKE ${`${name}.%`}`)[0]?.count;
  const incomplete = () => onTheSide`
    SELECT accounts.email, emails.id, jobs.key FROM accounts
    FULL JOIN emails ON emails.account_id = accounts.id
    FULL JOIN graphile_worker.jobs ON jobs.key = 'email:' || emails.id
    WHERE coalesce(accounts.email, emails.recipient, 'killed') LIKE 'killed%'
      AND (accounts.id IS NULL OR emails.id IS NULL OR jobs.key IS NULL)`;

  for (const name of ["killed-once", "killed-again"]) {
    const { child } = start("queue-endlessly.ts", name);
    await expect.poll(() => committed(name), { timeout: 20_000, interval: 5 }).toBeGreaterThan(20);
    await kill(child);
    expect(await incomplete()).toEqual([]);
  }
  await asOwner`DELETE FROM emails`;
  await asOwner`SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs`;
});

const EMAILS = 500;

test("two workers send each email once after a third is killed", { timeout: 120_000 }, async () => {
  const sent = async () => (await onTheSide`SELECT count(*)::int AS count FROM emails WHERE state = 'SENT'`)[0]?.count;
  await queueTestEmails(EMAILS);
  const killed = start("take-jobs-and-hang.ts");
  const taken: string[] = [];
  killed.output.on("line", (line) => taken.push(line));
  await expect.poll(() => taken, { timeout: 20_000, interval: 5 }).toHaveLength(4);
  await kill(killed.child);
  const locked = await asOwner`UPDATE graphile_worker._private_jobs
    SET locked_at = locked_at - interval '3 minutes' WHERE locked_at IS NOT NULL RETURNING id`;

  const workers = [startEmailWorker(), startEmailWorker()];
  await expect.poll(sent, { timeout: 60_000, interval: 20 }).toBeGreaterThanOrEqual(EMAILS - locked.length);
  await asOwner`SELECT graphile_worker.add_job('release_abandoned')`;
  await expect.poll(sent, { timeout: 20_000, interval: 20 }).toBe(EMAILS);
  await Promise.all(workers.map((worker) => worker.stop()));

  const keys = provider.requests.map(({ key }) => key);
  expect(keys).toHaveLength(EMAILS);
  expect(new Set(keys).size).toBe(EMAILS);
  expect(provider.messages.all).toHaveLength(EMAILS);
  expect(await onTheSide`SELECT key FROM graphile_worker.jobs WHERE key LIKE 'email:%'`).toEqual([]);
});
