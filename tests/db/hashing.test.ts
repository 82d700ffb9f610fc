import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { scheduleHash } from "#lib/passwords/hashing-queue.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { onTheSide } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, PASSWORD } from "./people.ts";
import { credentialsNow, untilAttemptIsQueued } from "./queries.ts";

const openTransactions = () => onTheSide`
  SELECT state, query FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'gatehouse' AND xact_start IS NOT NULL`;

/** Keeps every core busy, and the queue as full as that many more make it, until it is released. */
function busyHashing(waiting: number, sourceOf: (place: number) => string) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const turns = Array.from({ length: availableParallelism() + waiting }, (_, place) =>
    scheduleHash({ queue: "anonymous", source: sourceOf(place) }, () => released),
  );
  let turnedAway = 0;
  for (const turn of turns) turn.catch(() => turnedAway++);
  return { outcomes: Promise.allSettled(turns), turnedAway: () => turnedAway, release };
}

test("while a password is hashed no transaction is open, and the account can be reset", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const { outcomes, release } = busyHashing(0, String);

  const pending = signIn({ email: account.email, password: PASSWORD }, anonymousSource());
  await untilAttemptIsQueued();
  expect(await openTransactions()).toEqual([]);
  await onTheSide`UPDATE credentials SET credential_version = credential_version + 1 WHERE account_id = ${account.id}`;

  release();
  await outcomes;
  expect(await pending).toMatchObject({ signedIn: false });
  await issueSingleUsePassword(actor, account.id, "handed over by hand");
});

test("a sign-in is refused with 503 while a hundred sources wait to hash", async () => {
  const account = await activeAccount();
  const { outcomes, release } = busyHashing(100, String);
  const refused = signIn({ email: account.email, password: "wrong guess" }, anonymousSource());
  await expect(refused).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });

  release();
  await outcomes;
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("a source that fills the hash queue makes room for its neighbours", async () => {
  const office = anonymousSource();
  const colleagues = await Promise.all(Array.from({ length: 40 }, () => activeAccount()));
  const { outcomes, turnedAway, release } = busyHashing(260, () => "elsewhere");
  const signedIn = Promise.all(colleagues.map(({ email }) => signIn({ email, password: PASSWORD }, office)));
  await expect.poll(turnedAway, { interval: 5 }).toBe(160 + 40);
  release();
  expect((await signedIn).filter((outcome) => outcome.signedIn)).toHaveLength(40);
  const refused = (await outcomes).filter(({ status }) => status === "rejected");
  for (const outcome of refused) expect(outcome).toMatchObject({ reason: { status: 503 } });
});

test("people with a session hash while a hundred anonymous sources wait", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  const { outcomes, release } = busyHashing(100, String);
  const reset = issueSingleUsePassword(actor, account.id, "handed over by hand");
  release();
  await outcomes;
  await expect(reset).resolves.toBeDefined();
});
