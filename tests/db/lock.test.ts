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
  activeAccount,
  anonymousSource,
  invitedAccount,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "./people.ts";
import { credentialsNow, eventsAbout, namesOfEventsAbout, sessionsNow, untilWaitingForLock } from "./queries.ts";

const LIMIT = 10;

const guess = (account: TestAccount, password = "wrong guess", source = anonymousSource()) =>
  signIn({ email: account.email, password }, source);

async function fail(account: TestAccount, times: number) {
  for (let turn = 0; turn < times; turn++) expect(await guess(account)).toMatchObject({ signedIn: false });
}

const stateNow = async (account: TestAccount) => stateOf(await credentialsNow(account.id));

const times = (count: number, name: string, names: readonly string[]) =>
  expect(names.filter((one) => one === name)).toHaveLength(count);

test("one failure less than the limit leaves the right password working, and sets the count back", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT - 1);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT - 1, lockedAt: null });
  expect(await guess(account, PASSWORD)).toMatchObject({ signedIn: true });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
});

test("as many failures as the limit lock the account, for the right password too", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT);
  expect(await stateNow(account)).toBe("LOCKED");
  expect(await guess(account, PASSWORD)).toMatchObject({ signedIn: false });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("the limit is the setting's", async () => {
  const account = await activeAccount();
  await withEnvironment({ LOCK_AFTER: "1" }, () => fail(account, 1));
  expect(await stateNow(account)).toBe("LOCKED");
});

test("failures from one address alone lock an account", async () => {
  const account = await activeAccount();
  const source = anonymousSource();
  for (let turn = 0; turn < LIMIT; turn++) await guess(account, "wrong guess", source);
  expect(await stateNow(account)).toBe("LOCKED");
});

test("of 50 parallel guesses that hold the right one last, none gets in and the account ends locked", async () => {
  for (let run = 0; run < 2; run++) {
    const account = await activeAccount();
    const guesses = [...Array<string>(49).fill("wrong guess"), PASSWORD];
    const outcomes = await Promise.all(guesses.map((password) => guess(account, password)));
    expect(outcomes.filter(({ signedIn }) => signedIn)).toEqual([]);
    expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT, lockedAt: expect.any(Date) });
  }
});

test("of 50 parallel guesses that hold the right one anywhere, no more than the limit are judged before it", async () => {
  for (const place of [5, 30]) {
    const account = await activeAccount();
    const guesses = Array.from({ length: 50 }, (_, turn) => (turn === place ? PASSWORD : "wrong guess"));
    await Promise.all(guesses.map((password) => guess(account, password)));

    const names = await namesOfEventsAbout(account.id);
    const opened = names.indexOf("signed_in");
    const shut = names.indexOf("account_locked");
    expect(await stateNow(account)).toBe("LOCKED");
    times(1, "account_locked", names);
    expect(opened).toBeLessThan(shut);
    if (opened >= 0) expect(opened).toBeLessThan(LIMIT);
  }
});

test("a burst of 200 wrong guesses locks once: one event, one transition", async () => {
  const account = await activeAccount();
  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => guess(account)));
  const overflow = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  for (const reason of overflow) expect(reason).toBeInstanceOf(RetryLater);
  times(1, "account_locked", await namesOfEventsAbout(account.id));
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: LIMIT, lockedAt: expect.any(Date) });
});

test("12 right sign-ins at once all get in", async () => {
  const account = await activeAccount();
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => guess(account, PASSWORD)));
  expect(outcomes.every(({ signedIn }) => signedIn)).toBe(true);
  expect(await sessionsNow(account.id)).toHaveLength(12);
});

test("a right password whose account is locked before the verdict is refused, and the account stays locked", async () => {
  const account = await activeAccount();
  let pending: Promise<SignInResult> | undefined;
  await onTheSide.begin(async (submitted) => {
    await submitted`SELECT 1 FROM credentials WHERE account_id = ${account.id} FOR UPDATE`;
    pending = guess(account, PASSWORD);
    await untilWaitingForLock();
    await submitted`UPDATE credentials SET locked_at = now(), failed_attempts = 10 WHERE account_id = ${account.id}`;
  });
  expect(await pending).toMatchObject({ signedIn: false });
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  expect(await sessionsNow(account.id)).toEqual([]);
});

test("a verdict on a password that was replaced meanwhile counts neither for nor against", async () => {
  const account = await activeAccount();
  const pending: Promise<SignInResult>[] = [];
  await onTheSide.begin(async (submitted) => {
    await submitted`SELECT 1 FROM credentials WHERE account_id = ${account.id} FOR UPDATE`;
    pending.push(guess(account, PASSWORD), guess(account, "wrong guess"));
    await untilWaitingForLock(2);
    await submitted`UPDATE credentials SET credential_version = credential_version + 1 WHERE account_id = ${account.id}`;
  });
  expect(await Promise.all(pending)).toMatchObject([{ signedIn: false }, { signedIn: false }]);
  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 0 });
});

test("while locked, nothing is counted, no second lock is recorded, and all tries are answered alike", async () => {
  const locked = await lockedAccount();
  const before = await credentialsNow(locked.id);
  const answers: SignInResult[] = [];
  await withEnvironment(WITH_DELAYS, async () => {
    for (let turn = 0; turn < 12; turn++) answers.push(await guess(locked, turn % 3 === 0 ? PASSWORD : "wrong guess"));
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

test("an account is still locked a year later", async () => {
  const locked = await lockedAccount();
  await aYearLater(locked);
  expect(await guess(locked, PASSWORD)).toMatchObject({ signedIn: false });
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
  const empty = await accountWithoutPassword();
  await fail(empty, LIMIT + 2);
  expect(await credentialsNow(empty.id)).toMatchObject({ failedAttempts: 0, lockedAt: null });
});

test("guesses at a single-use password lock like any others", async () => {
  const invited = await invitedAccount();
  await fail(invited, LIMIT);
  expect(await guess(invited, PASSWORD)).toMatchObject({ signedIn: false });
});

test("the lock is recorded with where the last failure came from", async () => {
  const account = await activeAccount();
  await fail(account, LIMIT - 1);
  const last = anonymousSource();
  await guess(account, "wrong guess", last);
  const events = await eventsAbout(account.id);
  times(
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
