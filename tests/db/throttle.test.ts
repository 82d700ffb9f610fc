import { expect, test } from "vitest";
import { TryLater } from "#lib/refusal.ts";
import { signIn } from "#lib/signin/sign-in.ts";
import { chargeTry } from "#lib/signin/throttle.ts";
import { credentialsNow, eventsAbout } from "./looking.ts";
import { activeAccount, anonymousSource, PASSWORD } from "./people.ts";

const ACCOUNTS_PER_SOURCE = 30;

test("100 tries over 50 accounts from one address are refused after the 30th account, neither hashed nor counted", async () => {
  const accounts = await Promise.all(Array.from({ length: 50 }, () => activeAccount()));
  const sprayer = anonymousSource();
  const outcomes: unknown[] = [];
  for (const { email } of [...accounts, ...accounts])
    outcomes.push(await signIn({ email, password: "wrong guess" }, sprayer).catch((error: unknown) => error));

  const judged = outcomes.filter((outcome) => !(outcome instanceof Error));
  const throttled = outcomes.filter((outcome) => outcome instanceof TryLater);
  expect(judged).toHaveLength(ACCOUNTS_PER_SOURCE);
  expect(throttled).toHaveLength(100 - ACCOUNTS_PER_SOURCE);
  for (const { status, retryAfterSeconds } of throttled) {
    expect(status).toBe(429);
    expect(retryAfterSeconds).toBeGreaterThan(0);
  }
  for (const [place, { id }] of accounts.entries()) {
    const counted = place < ACCOUNTS_PER_SOURCE ? 1 : 0;
    expect((await credentialsNow(id)).failedAttempts).toBe(counted);
    expect(await eventsAbout(id)).toHaveLength(counted);
  }
});

test("a source that sprays is refused with the right password too, while others sign in to the same account", async () => {
  const account = await activeAccount();
  const sprayer = anonymousSource();
  for (let turn = 0; turn <= ACCOUNTS_PER_SOURCE; turn++)
    await chargeTry(sprayer.address, `victim ${turn}`).catch(() => undefined);
  await expect(signIn({ email: account.email, password: PASSWORD }, sprayer)).rejects.toMatchObject({ status: 429 });
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test("parallel tries do not outrun the limit", async () => {
  const { address } = anonymousSource();
  const tries = Array.from({ length: 60 }, (_, turn) => chargeTry(address, `parallel ${turn}`));
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(ACCOUNTS_PER_SOURCE);
});

test("sign-ins that were right cost their source nothing", async () => {
  const { address } = anonymousSource();
  for (let turn = 0; turn < ACCOUNTS_PER_SOURCE + 5; turn++)
    await (await chargeTry(address, `colleague ${turn}`)).wasRight();
  await expect(chargeTry(address, "one more colleague")).resolves.toBeDefined();
});

test("parallel sign-ins to one account give back what they were charged, and no more", async () => {
  const { address } = anonymousSource();
  const tries = await Promise.all(Array.from({ length: 12 }, () => chargeTry(address, "same account")));
  await Promise.all(tries.map((one) => one.wasRight()));
  const sprayed = await Promise.allSettled(Array.from({ length: 60 }, (_, turn) => chargeTry(address, `then ${turn}`)));
  expect(sprayed.filter(({ status }) => status === "fulfilled")).toHaveLength(ACCOUNTS_PER_SOURCE);
});

test("all addresses of one IPv6 customer are one source", async () => {
  for (let turn = 0; turn < ACCOUNTS_PER_SOURCE; turn++) await chargeTry(`2001:db8:7:7::${turn + 1}`, `sixth ${turn}`);
  await expect(chargeTry("2001:db8:7:7:ffff::1", "sixth again")).rejects.toBeInstanceOf(TryLater);
  await expect(chargeTry("2001:db8:7:8::1", "sixth again")).resolves.toBeDefined();
});

test("tries whose address is unknown are not refused as if they were one source", async () => {
  for (let turn = 0; turn < ACCOUNTS_PER_SOURCE + 5; turn++)
    await expect(chargeTry(null, `unknown ${turn}`)).resolves.toBeDefined();
});
