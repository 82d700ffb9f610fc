import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { RetryLater } from "#lib/errors.ts";
import {
  type Attempt,
  type AttemptLimits,
  attemptFailed,
  checkLimits,
  releaseAttempt,
  reserveAttempt,
} from "#lib/rate-limits/attempt-limits.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { type LimitedVerification, verifyWithinLimits } from "#lib/sign-in/verify-within-limits.ts";
import { activeAccount, anonymousSource, PASSWORD } from "./people.ts";
import { credentialsNow, eventsAbout } from "./queries.ts";

const ACCOUNTS_PER_SOURCE = 30;

const fail = async (attempt: Attempt) => {
  const limits = await checkLimits(attempt);
  return transaction((tx) => attemptFailed(tx, limits));
};

async function failAtAccounts(accounts: number, addressOf: (index: number) => string | null): Promise<void> {
  for (let index = 0; index < accounts; index++)
    await fail({ address: addressOf(index), identifier: `victim ${randomUUID()}` });
}

const settled = <T>(promises: readonly Promise<T>[]) =>
  Promise.all(promises.map((promise) => promise.catch((error: unknown) => error)));

test("a source that failed at 30 accounts is rejected without hashing", async () => {
  const accounts = await Promise.all(Array.from({ length: 50 }, () => activeAccount()));
  const source = anonymousSource();
  const outcomes: unknown[] = [];
  for (const { email } of [...accounts, ...accounts])
    outcomes.push(await signIn({ email, password: "wrong guess" }, source).catch((error: unknown) => error));

  const verified = outcomes.filter((outcome) => !(outcome instanceof Error));
  const rejected = outcomes.filter((outcome) => outcome instanceof RetryLater);
  expect(verified).toHaveLength(ACCOUNTS_PER_SOURCE);
  expect(rejected).toHaveLength(100 - ACCOUNTS_PER_SOURCE);
  for (const { status, retryAfterSeconds } of rejected) {
    expect(status).toBe(429);
    expect(retryAfterSeconds).toBeGreaterThan(0);
  }
  for (const [index, { id }] of accounts.entries()) {
    const counted = index < ACCOUNTS_PER_SOURCE ? 1 : 0;
    expect((await credentialsNow(id)).failedAttempts).toBe(counted);
    expect(await eventsAbout(id)).toHaveLength(counted);
  }
});

test("a limited source is rejected even with the correct password", async () => {
  const account = await activeAccount();
  const source = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE, () => source.address);
  await expect(signIn({ email: account.email, password: PASSWORD }, source)).rejects.toMatchObject({ status: 429 });
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("concurrent attempts do not exceed the limit", async () => {
  const { address } = anonymousSource();
  const outcomes = await settled(
    Array.from({ length: 60 }, (_, index) =>
      verifyWithinLimits({ address, identifier: `parallel ${index}` }, false, failedAttempt),
    ),
  );
  expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toHaveLength(ACCOUNTS_PER_SOURCE);
});

const failedAttempt = async ({ schedule, onResult }: LimitedVerification) => {
  await schedule(async () => undefined);
  await transaction((tx) => onResult(tx, false));
  return undefined;
};

test("reservations and failures together never exceed the limit", async () => {
  const { address } = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE - 5, () => address);
  const attempt = { address, identifier: "reserved" };
  const outcomes = await settled(Array.from({ length: 20 }, () => reserveAttempt(attempt)));
  const reserved = outcomes.filter((outcome) => !(outcome instanceof Error));
  expect(reserved).toHaveLength(5);
  for (const rejected of outcomes.filter((outcome) => outcome instanceof Error))
    expect(rejected).toMatchObject({ status: 503 });
  await Promise.all(reserved.map((one) => releaseAttempt(one as AttemptLimits)));
  await expect(reserveAttempt(attempt)).resolves.toBeDefined();
});

test("reservations of a killed process expire", async () => {
  const { address } = anonymousSource();
  const attempt = { address, identifier: "killed" };
  for (let index = 0; index < ACCOUNTS_PER_SOURCE; index++) await reserveAttempt(attempt);
  await expect(reserveAttempt(attempt)).rejects.toMatchObject({ status: 503 });
  await read((db) =>
    db.execute(sql`UPDATE rate_limits SET in_flight_until = in_flight_until - interval '1 minute' WHERE in_flight > 0`),
  );
  await expect(reserveAttempt(attempt)).resolves.toBeDefined();
});

test("45 concurrent sign-ins from one address all succeed", async () => {
  const office = anonymousSource();
  const accounts = await Promise.all(Array.from({ length: 45 }, () => activeAccount()));
  const outcomes = await settled(accounts.map(({ email }) => signIn({ email, password: PASSWORD }, office)));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ signedIn: true });
});

test("an attempt that ends in an error does not count", async () => {
  const { address } = anonymousSource();
  for (let index = 0; index < ACCOUNTS_PER_SOURCE + 5; index++) {
    const broken = verifyWithinLimits({ address, identifier: `broken ${index}` }, false, ({ schedule }) =>
      schedule(() => Promise.reject(new Error("broken"))),
    );
    await expect(broken).rejects.toThrow("broken");
  }
  await expect(checkLimits({ address, identifier: "next" })).resolves.toBeDefined();
});

test("an attempt whose transaction is rolled back does not count", async () => {
  const { address } = anonymousSource();
  for (let index = 0; index < ACCOUNTS_PER_SOURCE + 5; index++) {
    const rolledBack = verifyWithinLimits(
      { address, identifier: `rolled back ${index}` },
      false,
      async ({ schedule, onResult }) => {
        await schedule(async () => undefined);
        return transaction(async (tx) => {
          await onResult(tx, false);
          throw new Error("rolled back");
        });
      },
    );
    await expect(rolledBack).rejects.toThrow("rolled back");
  }
  await expect(checkLimits({ address, identifier: "next" })).resolves.toBeDefined();
});

test("concurrent sign-ins to one account give back its failure once", async () => {
  const source = anonymousSource();
  const { email } = await activeAccount();
  await failAtAccounts(ACCOUNTS_PER_SOURCE - 10, () => source.address);
  await signIn({ email, password: "wrong guess" }, source);
  await Promise.all(Array.from({ length: 5 }, () => signIn({ email, password: PASSWORD }, source)));
  await failAtAccounts(10, () => source.address);
  await expect(checkLimits({ address: source.address, identifier: "one more" })).rejects.toBeInstanceOf(RetryLater);
});

test("counters expire by the database's clock", async () => {
  const source = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE, () => source.address);
  const rejected = checkLimits({ address: source.address, identifier: "later" });
  await expect(rejected).rejects.toMatchObject({ status: 429, retryAfterSeconds: expect.closeTo(900, -1) });
  await read((db) => db.execute(sql`UPDATE rate_limits SET expires_at = expires_at - interval '15 minutes'`));
  await expect(checkLimits({ address: source.address, identifier: "later" })).resolves.toBeDefined();
});

test.each([
  ["/64", 30, (index: number) => `2001:db8:64:1::${index + 1}`, "2001:db8:64:1:f::1", "2001:db8:64:2::1"],
  ["/56", 60, (index: number) => `2001:db8:56:1${hex(index % 4)}::1`, "2001:db8:56:1ff::1", "2001:db8:56:200::1"],
  ["/48", 120, (index: number) => `2001:db8:48:${index % 8}00::1`, "2001:db8:48:ff00::1", "2001:db8:49::1"],
])("an IPv6 %s may fail at %d accounts", async (_prefix, maximum, addressOf, neighbour, unrelated) => {
  await failAtAccounts(maximum, addressOf);
  await expect(checkLimits({ address: neighbour, identifier: "next" })).rejects.toBeInstanceOf(RetryLater);
  await expect(checkLimits({ address: unrelated, identifier: "next" })).resolves.toBeDefined();
});

const hex = (value: number) => value.toString(16).padStart(2, "0");

test("attempts without an address share no limit of a source", async () => {
  await failAtAccounts(ACCOUNTS_PER_SOURCE + 5, () => null);
  await expect(checkLimits({ address: null, identifier: "unknown" })).resolves.toBeDefined();
});

test("known devices sign in while the total limit is reached", async () => {
  const account = await activeAccount();
  const device = { id: randomUUID(), accountIds: [account.id] };
  const credentials = { email: account.email, password: PASSWORD };
  await read((db) =>
    db.execute(sql`INSERT INTO rate_limits (key, points, expires_at)
      VALUES ('total:everywhere', 3000, now() + interval '5 minutes')
      ON CONFLICT (key) DO UPDATE SET points = 3000, expires_at = excluded.expires_at`),
  );
  try {
    expect(await signIn(credentials, anonymousSource(), { device })).toMatchObject({ signedIn: true });
    await expect(signIn(credentials, anonymousSource())).rejects.toMatchObject({ status: 429 });
    const others = { id: device.id, accountIds: [randomUUID()] };
    await expect(signIn(credentials, anonymousSource(), { device: others })).rejects.toMatchObject({ status: 429 });
  } finally {
    await read((db) => db.execute(sql`DELETE FROM rate_limits WHERE key = 'total:everywhere'`));
  }
});

test("a known device counts as anonymous after twenty failures", async () => {
  const { address } = anonymousSource();
  const attempt = { address, identifier: `victim ${randomUUID()}`, knownDevice: randomUUID() };
  for (let turn = 0; turn < 20; turn++) {
    expect((await checkLimits(attempt)).isKnownDevice).toBe(true);
    await fail(attempt);
  }
  expect((await checkLimits(attempt)).isKnownDevice).toBe(false);
});

test("failures of a known device lock the account", async () => {
  const account = await activeAccount();
  const device = { id: randomUUID(), accountIds: [account.id] };
  const source = anonymousSource();
  for (let turn = 0; turn < 10; turn++)
    await signIn({ email: account.email, password: "wrong guess" }, source, { device });
  expect((await credentialsNow(account.id)).lockedAt).not.toBeNull();
});

test("a failure deletes expired counters", async () => {
  const { address } = anonymousSource();
  const identifier = `old ${randomUUID()}`;
  const countersOfOld = () =>
    read((db) => db.execute(sql`SELECT 1 FROM rate_limits WHERE position(${identifier} IN key) > 0`));
  await fail({ address, identifier });
  await read((db) =>
    db.execute(
      sql`UPDATE rate_limits SET expires_at = now() - interval '1 second' WHERE position(${identifier} IN key) > 0`,
    ),
  );
  expect(await countersOfOld()).toHaveLength(2);
  await verifyWithinLimits({ address, identifier: `new ${randomUUID()}` }, false, failedAttempt);
  expect(await countersOfOld()).toHaveLength(0);
});
