import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { RetryLater } from "#lib/errors.ts";
import type { HashingTurn } from "#lib/passwords/hashing-queue.ts";
import {
  type Attempt,
  attemptFailed,
  checkLimits,
  releaseAttempt,
  reserveAttempt,
} from "#lib/rate-limits/attempt-limits.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { throttled } from "#lib/sign-in/throttle.ts";
import { activeAccount, anonymousSource, PASSWORD } from "./people.ts";
import { credentialsNow, eventsAbout } from "./queries.ts";

const ACCOUNTS_PER_SOURCE = 30;

const fail = async (attempt: Attempt) => attemptFailed(await checkLimits(attempt));

/** Fails at as many accounts as that, one after the other, from addresses that a function names. */
async function failAtAccounts(accounts: number, addressOf: (place: number) => string | null): Promise<void> {
  for (let place = 0; place < accounts; place++)
    await fail({ address: addressOf(place), identifier: `victim ${randomUUID()}` });
}

const settled = <T>(promises: readonly Promise<T>[]) =>
  Promise.all(promises.map((promise) => promise.catch((error: unknown) => error)));

test("100 attempts at 50 accounts end after the 30th account, the rest neither hashed nor counted", async () => {
  const accounts = await Promise.all(Array.from({ length: 50 }, () => activeAccount()));
  const sprayer = anonymousSource();
  const outcomes: unknown[] = [];
  for (const { email } of [...accounts, ...accounts])
    outcomes.push(await signIn({ email, password: "wrong guess" }, sprayer).catch((error: unknown) => error));

  const judged = outcomes.filter((outcome) => !(outcome instanceof Error));
  const refused = outcomes.filter((outcome) => outcome instanceof RetryLater);
  expect(judged).toHaveLength(ACCOUNTS_PER_SOURCE);
  expect(refused).toHaveLength(100 - ACCOUNTS_PER_SOURCE);
  for (const { status, retryAfterSeconds } of refused) {
    expect(status).toBe(429);
    expect(retryAfterSeconds).toBeGreaterThan(0);
  }
  for (const [place, { id }] of accounts.entries()) {
    const counted = place < ACCOUNTS_PER_SOURCE ? 1 : 0;
    expect((await credentialsNow(id)).failedAttempts).toBe(counted);
    expect(await eventsAbout(id)).toHaveLength(counted);
  }
});

test("a source that sprays is refused with the right password too, others are not", async () => {
  const account = await activeAccount();
  const sprayer = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE, () => sprayer.address);
  await expect(signIn({ email: account.email, password: PASSWORD }, sprayer)).rejects.toMatchObject({ status: 429 });
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("parallel attempts do not outrun the limit", async () => {
  const { address } = anonymousSource();
  const outcomes = await settled(
    Array.from({ length: 60 }, (_, place) => throttled({ address, identifier: `parallel ${place}` }, judgedWrong)),
  );
  expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toHaveLength(ACCOUNTS_PER_SOURCE);
});

const judgedWrong = (turn: HashingTurn) => turn(async () => undefined);

test("what is reserved and what has failed are never more than the limit", async () => {
  const { address } = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE - 5, () => address);
  const limits = await checkLimits({ address, identifier: "reserved" });
  const outcomes = await settled(Array.from({ length: 20 }, () => reserveAttempt(limits)));
  const reserved = outcomes.filter((outcome) => !(outcome instanceof Error));
  expect(reserved).toHaveLength(5);
  for (const refused of outcomes.filter((outcome) => outcome instanceof Error))
    expect(refused).toMatchObject({ status: 503 });
  await Promise.all(reserved.map((one) => releaseAttempt(one as typeof limits)));
  await expect(reserveAttempt(limits)).resolves.toBeDefined();
});

test("reservations of a killed process end by themselves", async () => {
  const { address } = anonymousSource();
  const limits = await checkLimits({ address, identifier: "killed" });
  for (let place = 0; place < ACCOUNTS_PER_SOURCE; place++) await reserveAttempt(limits);
  await expect(reserveAttempt(limits)).rejects.toMatchObject({ status: 503 });
  await read((db) =>
    db.execute(sql`UPDATE rate_limits SET in_flight_until = in_flight_until - interval '1 minute' WHERE in_flight > 0`),
  );
  await expect(reserveAttempt(limits)).resolves.toBeDefined();
});

test("forty-five right passwords at once from one address all sign in", async () => {
  const office = anonymousSource();
  const colleagues = await Promise.all(Array.from({ length: 45 }, () => activeAccount()));
  const outcomes = await settled(colleagues.map(({ email }) => signIn({ email, password: PASSWORD }, office)));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ signedIn: true });
});

test("an attempt without a verdict costs its source nothing", async () => {
  const { address } = anonymousSource();
  for (let place = 0; place < ACCOUNTS_PER_SOURCE + 5; place++) {
    const broken = throttled({ address, identifier: `broken ${place}` }, (turn) =>
      turn(() => Promise.reject(new Error("no verdict"))),
    );
    await expect(broken).rejects.toThrow("no verdict");
  }
  await expect(checkLimits({ address, identifier: "and now" })).resolves.toBeDefined();
});

test("parallel sign-ins to one account give back what it had failed, and no more", async () => {
  const source = anonymousSource();
  const { email } = await activeAccount();
  await failAtAccounts(ACCOUNTS_PER_SOURCE - 10, () => source.address);
  await signIn({ email, password: "wrong guess" }, source);
  await Promise.all(Array.from({ length: 5 }, () => signIn({ email, password: PASSWORD }, source)));
  await failAtAccounts(10, () => source.address);
  await expect(checkLimits({ address: source.address, identifier: "one more" })).rejects.toBeInstanceOf(RetryLater);
});

test("a counter counts by the database's clock", async () => {
  const source = anonymousSource();
  await failAtAccounts(ACCOUNTS_PER_SOURCE, () => source.address);
  const refused = checkLimits({ address: source.address, identifier: "later" });
  await expect(refused).rejects.toMatchObject({ status: 429, retryAfterSeconds: 900 });
  await read((db) => db.execute(sql`UPDATE rate_limits SET expire = expire - interval '15 minutes'`));
  await expect(checkLimits({ address: source.address, identifier: "later" })).resolves.toBeDefined();
});

test.each([
  ["/64", 30, (place: number) => `2001:db8:64:1::${place + 1}`, "2001:db8:64:1:f::1", "2001:db8:64:2::1"],
  ["/56", 60, (place: number) => `2001:db8:56:1${hex(place % 4)}::1`, "2001:db8:56:1ff::1", "2001:db8:56:200::1"],
  ["/48", 120, (place: number) => `2001:db8:48:${place % 8}00::1`, "2001:db8:48:ff00::1", "2001:db8:49::1"],
])("an IPv6 %s may fail at %d accounts", async (_prefix, maximum, addressOf, neighbour, outsider) => {
  await failAtAccounts(maximum, addressOf);
  await expect(checkLimits({ address: neighbour, identifier: "next" })).rejects.toBeInstanceOf(RetryLater);
  await expect(checkLimits({ address: outsider, identifier: "next" })).resolves.toBeDefined();
});

const hex = (value: number) => value.toString(16).padStart(2, "0");

test("attempts whose address is unknown are not one source", async () => {
  await failAtAccounts(ACCOUNTS_PER_SOURCE + 5, () => null);
  await expect(checkLimits({ address: null, identifier: "unknown" })).resolves.toBeDefined();
});

test("known devices sign in while the total limit is used up", async () => {
  const account = await activeAccount();
  const device = { id: randomUUID(), accountIds: [account.id] };
  const typed = { email: account.email, password: PASSWORD };
  await read((db) =>
    db.execute(sql`INSERT INTO rate_limits (key, points, expire)
      VALUES ('total:everywhere', 3000, now() + interval '5 minutes')
      ON CONFLICT (key) DO UPDATE SET points = 3000, expire = excluded.expire`),
  );
  try {
    expect(await signIn(typed, anonymousSource(), { device })).toMatchObject({ signedIn: true });
    await expect(signIn(typed, anonymousSource())).rejects.toMatchObject({ status: 429 });
    const others = { id: device.id, accountIds: [randomUUID()] };
    await expect(signIn(typed, anonymousSource(), { device: others })).rejects.toMatchObject({ status: 429 });
  } finally {
    await read((db) => db.execute(sql`DELETE FROM rate_limits WHERE key = 'total:everywhere'`));
  }
});

test("a known device that fails twenty times is anonymous", async () => {
  const { address } = anonymousSource();
  const attempt = { address, identifier: `victim ${randomUUID()}`, knownDevice: randomUUID() };
  for (let turn = 0; turn < 20; turn++) {
    expect((await checkLimits(attempt)).lane).toBe("known");
    await fail(attempt);
  }
  expect((await checkLimits(attempt)).lane).toBe("anonymous");
});

test("failures of a known device lock its account like any other", async () => {
  const account = await activeAccount();
  const device = { id: randomUUID(), accountIds: [account.id] };
  const source = anonymousSource();
  for (let turn = 0; turn < 10; turn++)
    await signIn({ email: account.email, password: "wrong guess" }, source, { device });
  expect((await credentialsNow(account.id)).lockedAt).not.toBeNull();
});

test("counters that count no more are deleted on the way", async () => {
  const { address } = anonymousSource();
  const identifier = `old ${randomUUID()}`;
  const countersOfOld = () =>
    read((db) => db.execute(sql`SELECT 1 FROM rate_limits WHERE position(${identifier} IN key) > 0`));
  await fail({ address, identifier });
  await read((db) =>
    db.execute(
      sql`UPDATE rate_limits SET expire = now() - interval '1 second' WHERE position(${identifier} IN key) > 0`,
    ),
  );
  expect(await countersOfOld()).toHaveLength(2);
  await fail({ address, identifier: `new ${randomUUID()}` });
  expect(await countersOfOld()).toHaveLength(0);
});
