import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { RetryLater } from "#lib/errors.ts";
import { type SignInResult, signIn } from "#lib/sign-in/sign-in.ts";
import { WITH_DELAYS, withEnvironment } from "./environment.ts";
import { onTheSide } from "./owner.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  anonymousSource,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "./people.ts";
import { credentialsNow, eventsAbout, namesOfEventsAbout, sessionsNow, untilWaitingForLock } from "./queries.ts";

const LIMIT = 10;

const attempt = (account: TestAccount, password = "wrong guess", source = anonymousSource()) =>
  signIn({ email: account.email, password }, source);

async function fail(account: TestAccount, times: number) {
  for (let turn = 0; turn < times; turn++) expect(await attempt(account)).toMatchObject({ signedIn: false });
}

const stateNow = async (account: TestAccount) => stateOf(await credentialsNow(account.id));

const expectCount = (count: number, name: string, names: readonly string[]) =>
  expect(names.filter((other) => other === name)).toHaveLength(count);

test("nine failures do not lock, and a sign-in resets them", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT - 1);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT - 1, lockedAt: null });
  expect(await attempt(account, PASSWORD)).toMatchObject({ signedIn: true });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
});

test("ten failures lock the account, even for the correct password", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT);
  expect(await stateNow(account)).toBe("LOCKED");
  expect(await attempt(account, PASSWORD)).toMatchObject({ signedIn: false });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("LOCK_AFTER sets the limit", async () => {
  const account = await activeAccount();
  await withEnvironment({ LOCK_AFTER: "1" }, () => fail(account, 1));
  expect(await stateNow(account)).toBe("LOCKED");
});

test("failures from a single address lock the account", async () => {
  const account = await activeAccount();
  const source = anonymousSource();
  for (let turn = 0; turn < LIMIT; turn++) await attempt(account, "wrong guess", source);
  expect(await stateNow(account)).toBe("LOCKED");
});

test("50 concurrent guesses get no more attempts than the limit", async () => {
  for (const position of [5, 30, 49]) {
    const account = await activeAccount();
    const guesses = Array.from({ length: 50 }, (_, index) => (index === position ? PASSWORD : "wrong guess"));
    await Promise.all(guesses.map((password) => attempt(account, password)));

    const names = await namesOfEventsAbout(account.id);
    const signInIndex = names.indexOf("signed_in");
    const lockIndex = names.indexOf("account_locked");
    expect(await stateNow(account)).toBe("LOCKED");
    expectCount(1, "account_locked", names);
    expect(signInIndex).toBeLessThan(lockIndex);
    if (signInIndex >= 0) expect(signInIndex).toBeLessThan(LIMIT);
    expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT });
  }
});

test("200 concurrent guesses lock the account exactly once", async () => {
  const account = await activeAccount();
  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => attempt(account)));
  const overflow = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  for (const reason of overflow) expect(reason).toBeInstanceOf(RetryLater);
  expectCount(1, "account_locked", await namesOfEventsAbout(account.id));
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT, lockedAt: expect.any(Date) });
});

test("12 concurrent sign-ins with the correct password all succeed", async () => {
  const account = await activeAccount();
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => attempt(account, PASSWORD)));
  expect(outcomes.every(({ signedIn }) => signedIn)).toBe(true);
  expect(await sessionsNow(account.id)).toHaveLength(12);
});

test("a concurrent lock wins over the correct password", async () => {
  const account = await activeAccount();
  let pending: Promise<SignInResult> | undefined;
  await onTheSide.begin(async (tx) => {
    await tx`SELECT 1 FROM credentials WHERE account_id = ${account.id} FOR UPDATE`;
    pending = attempt(account, PASSWORD);
    await untilWaitingForLock();
    await tx`UPDATE credentials SET locked_at = now(), failed_attempts = 10 WHERE account_id = ${account.id}`;
  });
  expect(await pending).toMatchObject({ signedIn: false });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("an attempt on a password that was replaced meanwhile does not count", async () => {
  const account = await activeAccount();
  const pending: Promise<SignInResult>[] = [];
  await onTheSide.begin(async (tx) => {
    await tx`SELECT 1 FROM credentials WHERE account_id = ${account.id} FOR UPDATE`;
    pending.push(attempt(account, PASSWORD), attempt(account, "wrong guess"));
    await untilWaitingForLock(2);
    await tx`UPDATE credentials SET credential_version = credential_version + 1 WHERE account_id = ${account.id}`;
  });
  expect(await Promise.all(pending)).toMatchObject([{ signedIn: false }, { signedIn: false }]);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
});

test("a locked account counts nothing and answers every attempt alike", async () => {
  const locked = await lockedAccount();
  const before = await credentialsNow(locked.id);
  const answers: SignInResult[] = [];
  await withEnvironment(WITH_DELAYS, async () => {
    for (let turn = 0; turn < 12; turn++)
      answers.push(await attempt(locked, turn % 3 === 0 ? PASSWORD : "wrong guess"));
  });
  expect(await credentialsNow(locked.id)).toEqual(before);
  expect(answers.map((answer) => !answer.signedIn && answer.pauseMs)).toEqual([0, 0, 1000, ...Array(9).fill(2000)]);
  expect(new Set(await namesOfEventsAbout(locked.id))).toEqual(new Set(["sign_in_failed"]));
});

const aYearLater = (account: TestAccount) =>
  transaction((tx) =>
    tx.execute(sql`
      UPDATE credentials SET locked_at = locked_at - interval '1 year', last_failed_at = last_failed_at - interval '1 year'
      WHERE account_id = ${account.id}`),
  );

test("a lock does not expire, even after a year", async () => {
  const locked = await lockedAccount();
  await aYearLater(locked);
  expect(await attempt(locked, PASSWORD)).toMatchObject({ signedIn: false });
  expect(await stateNow(locked)).toBe("LOCKED");
});

test("failures a year apart still count together", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT - 1);
  await aYearLater(account);
  await fail(account, 1);
  expect(await stateNow(account)).toBe("LOCKED");
});

test("an account without a password cannot be locked", async () => {
  const account = await accountWithoutPassword();
  await fail(account, LIMIT + 2);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0, lockedAt: null });
});

test("failures with a single-use password lock the account", async () => {
  const invited = await accountWithSingleUsePassword();
  await fail(invited, LIMIT);
  expect(await attempt(invited, PASSWORD)).toMatchObject({ signedIn: false });
});

test("the lock event names the source of the last failure", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT - 1);
  const last = anonymousSource();
  await attempt(account, "wrong guess", last);
  const events = await eventsAbout(account.id);
  expectCount(
    LIMIT,
    "sign_in_failed",
    events.map(({ event }) => event),
  );
  expect(events.at(-1)).toMatchObject({
    event: "account_locked",
    actorId: null,
    targetLabel: account.email,
    address: last.address,
  });
});
