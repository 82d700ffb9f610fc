import { expect, test } from "vitest";
import { MAX_STARTED, scheduleHash } from "#lib/passwords/hashing-queue.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, PASSWORD } from "./people.ts";
import { credentialsNow, untilAttemptIsQueued } from "./queries.ts";

const openTransactions = () => onTheSide`
  SELECT state, query FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'gatehouse' AND xact_start IS NOT NULL`;

/** Occupies every core and who comes next, and queues more jobs behind, until `release` is called. */
function occupyQueue(queued: number, sourceOf: (index: number) => string) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const jobs = Array.from({ length: MAX_STARTED + queued }, (_, index) =>
    scheduleHash({ queue: "anonymous", source: sourceOf(index) }, () => released),
  );
  let evictions = 0;
  for (const job of jobs) job.catch(() => evictions++);
  return { outcomes: Promise.allSettled(jobs), evictions: () => evictions, release };
}

test("no transaction is open while a password is hashed", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const { outcomes, release } = occupyQueue(0, String);

  const pending = signIn({ email: account.email, password: PASSWORD }, anonymousSource());
  await untilAttemptIsQueued();
  expect(await openTransactions()).toEqual([]);
  await onTheSide`UPDATE credentials SET credential_version = credential_version + 1 WHERE account_id = ${account.id}`;

  release();
  await outcomes;
  expect(await pending).toMatchObject({ signedIn: false });
  await issueSingleUsePassword(actor, account.id, "read out by phone");
});

test("a sign-in is refused with 503 while the queue is full", async () => {
  const account = await activeAccount();
  const { outcomes, release } = occupyQueue(100, String);
  const refused = signIn({ email: account.email, password: "wrong guess" }, anonymousSource());
  await expect(refused).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });

  release();
  await outcomes;
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("a source that fills the queue loses its newest work to others", async () => {
  const office = anonymousSource();
  const accounts = await Promise.all(Array.from({ length: 40 }, () => activeAccount()));
  const { outcomes, evictions, release } = occupyQueue(260, () => "elsewhere");
  const signedIn = Promise.all(accounts.map(({ email }) => signIn({ email, password: PASSWORD }, office)));
  await expect.poll(evictions, { interval: 5 }).toBe(160 + 40);
  release();
  expect((await signedIn).filter((outcome) => outcome.signedIn)).toHaveLength(40);
  const refused = (await outcomes).filter(({ status }) => status === "rejected");
  for (const outcome of refused) expect(outcome).toMatchObject({ reason: { status: 503 } });
});

test("signed-in users are served while the anonymous queue is full", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const { outcomes, release } = occupyQueue(100, String);
  const reset = issueSingleUsePassword(actor, account.id, "read out by phone");
  release();
  await outcomes;
  await expect(reset).resolves.toBeDefined();
});
