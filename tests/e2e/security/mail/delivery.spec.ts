import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { refusal } from "#tests/mail/provider.ts";
import { median } from "../../../../bench/statistics.ts";
import { rareWord, viewer } from "../../people.ts";
import type { Answer, Client } from "../client.ts";
import { run } from "../database.ts";
import { signedInAdministrator, visitor } from "../visitors.ts";
import { forget, letTimePass, statesOfMailsTo } from "./links.ts";
import { expect, test } from "./test.ts";

test.afterEach(async ({ provider }) => {
  provider.answer(() => undefined);
  provider.hangUp();
  const waiting = async () => {
    await letTimePass();
    return (await run(sql`SELECT 1 FROM mails WHERE state = 'WAITING'`)).length;
  };
  await expect.poll(waiting).toBe(0);
});

const resetBy = (boss: Client, { id }: { id: string }) => boss.submit(paths.resetPassword(id), "endAccess", {});

/** What the page of outgoing mail says, without its markup. */
const saysOf = async (boss: Client, state: string) =>
  (await boss.get(`${paths.outgoingMail}?state=${state}`)).body.replace(/<!-- -->|<[^>]+>/g, "");

test("a mail that the provider fails at is tried again, and says on the page of outgoing mail what was the matter", async ({
  house,
  provider,
}) => {
  const boss = await signedInAdministrator(house);
  const person = await viewer();
  provider.answer(() => refusal(500, "internal_server_error", "Something burst."));
  await resetBy(boss, person);
  await expect.poll(() => saysOf(boss, "WAITING")).toContain("500: Something burst. (tried once; tried again soon)");
  expect((await boss.get(paths.home)).body).toContain("to be tried again");
  expect(await statesOfMailsTo(person.email)).toEqual(["WAITING"]);
  provider.answer(() => undefined);
  await letTimePass();
  await provider.letters.next(person.email, /^Choose a new password/);
  await expect.poll(() => statesOfMailsTo(person.email)).toEqual(["SENT"]);
  const keys = provider.requests.filter(({ letter }) => letter.to === person.email).map(({ key }) => key);
  expect(keys.length).toBe(2);
  expect(new Set(keys).size).toBe(1);
  expect((await boss.get(paths.home)).body).not.toContain("to be tried again");
});

test("a provider that asks for a pause is left alone until its end, and nothing fails of it", async ({
  house,
  provider,
}) => {
  const boss = await signedInAdministrator(house);
  const [first, second] = [await viewer(), await viewer()];
  provider.answer(() => ({ ...refusal(429, "rate_limit_exceeded", "Too many."), headers: { "retry-after": "60" } }));
  await resetBy(boss, first);
  await expect.poll(() => saysOf(boss, "WAITING")).toContain("429: Too many.");
  expect(await saysOf(boss, "WAITING")).toContain("The provider asked for a pause.");
  provider.answer(() => undefined);
  const asked = provider.requests.length;
  await resetBy(boss, second);
  const waits = sql`SELECT 1 FROM graphile_worker.jobs WHERE run_at > now() + interval '45 seconds'`;
  await expect.poll(async () => (await run(waits)).length).toBe(2);
  expect(provider.requests.length).toBe(asked);
  expect([...(await statesOfMailsTo(first.email)), ...(await statesOfMailsTo(second.email))]).toEqual([
    "WAITING",
    "WAITING",
  ]);
  await letTimePass();
  for (const { email } of [first, second]) await provider.letters.next(email, /^Choose a new password/);
});

test("a mail that the provider will not take fails at once, and the rest flow", async ({ house, provider }) => {
  const boss = await signedInAdministrator(house);
  const [refused, taken] = [await viewer(), await viewer()];
  provider.answer(({ letter }) =>
    letter.to === refused.email ? refusal(422, "validation_error", "Invalid `to` field.") : undefined,
  );
  await resetBy(boss, refused);
  await resetBy(boss, taken);
  await provider.letters.next(taken.email, /^Choose a new password/);
  await expect.poll(() => statesOfMailsTo(refused.email)).toEqual(["FAILED"]);
  const says = await saysOf(boss, "FAILED");
  expect(says).toContain(refused.email);
  expect(says).toContain("422: Invalid `to` field.");
  expect((await boss.get(paths.accountDetails(refused.id))).body).toContain("422: Invalid `to` field.");
  expect((await boss.get(paths.home)).body).toContain("1 mail could not be sent.");
  expect(provider.requests.filter(({ letter }) => letter.to === refused.email).length).toBe(1);
});

const ROUNDS = 8;
const AT_ONCE = 4;

test("while the provider hangs, forms are answered as ever, and none of them waits for it or asks it", async ({
  house,
  provider,
}) => {
  const boss = await signedInAdministrator(house);
  const took = async (work: () => Promise<Answer>) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      expect((await work()).status).toBeLessThan(400);
      times.push(performance.now() - began);
    }
    return median(times);
  };
  const add = () => {
    const word = rareWord();
    const names = { firstName: "Grace", lastName: word, email: `${word}@example.com` };
    return boss.submit(paths.newAccount, "email", names);
  };
  const people = await Promise.all(Array.from({ length: 2 * ROUNDS }, () => viewer()));
  const ask = () => forget(visitor(house), String(people.pop()?.email));
  const healthy = { add: await took(add), ask: await took(ask) };

  provider.answer(() => "hang");
  const before = provider.requests.length;
  for (let mail = 0; mail < AT_ONCE; mail++) await add();
  await expect.poll(() => provider.requests.length).toBe(before + AT_ONCE);
  const hanging = { add: await took(add), ask: await took(ask) };
  expect(provider.requests.length).toBe(before + AT_ONCE);
  expect(hanging.add).toBeLessThan(2 * healthy.add + 100);
  expect(hanging.ask).toBeLessThan(2 * healthy.ask + 100);

  provider.answer(() => undefined);
  provider.hangUp();
  await expect.poll(() => saysOf(boss, "WAITING")).toContain("The provider could not be reached.");
});
