import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import type { Answer, Client } from "#tests/http/client.ts";
import { adminClient, anonymousClient } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { refusal } from "#tests/mail/provider.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { median } from "../../../bench/statistics.ts";
import {
  deliverEverything,
  makeEmailsDue,
  requestPasswordReset,
  SOON,
  SUBJECTS,
  sendPasswordReset,
  statesOfEmailsTo,
} from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

/** What the page of outgoing mail shows of the emails in a state. */
const outgoingMail = async (admin: Client, state: string) =>
  textOf(await admin.get(`${paths.outgoingMail}?state=${state}`));

const requestsTo = async (email: string) =>
  (await emailProvider.requests()).filter(({ letter: { to } }) => to === email);

test("an email that the provider fails at is retried, with its reason", async ({ server }) => {
  const admin = await adminClient(server);
  const user = await activeAccount();
  await emailProvider.reply(refusal(500, "internal_server_error", "Something burst."));
  await sendPasswordReset(admin, user);
  await expect
    .poll(() => outgoingMail(admin, "WAITING"), SOON)
    .toContain("500: Something burst. (tried once; tried again soon)");
  expect(textOf(await admin.get(paths.home))).toContain("waiting to be retried");
  expect(await statesOfEmailsTo(user.email)).toEqual(["WAITING"]);
  await emailProvider.deliver();
  await makeEmailsDue();
  await emailProvider.next(user.email, SUBJECTS.reset);
  await expect.poll(() => statesOfEmailsTo(user.email), SOON).toEqual(["SENT"]);
  const keys = (await requestsTo(user.email)).map(({ key }) => key);
  expect(keys.length).toBe(2);
  expect(new Set(keys).size).toBe(1);
  expect(textOf(await admin.get(paths.home))).not.toContain("waiting to be retried");
});

test("a provider that asks for a pause gets one without failures", async ({ server }) => {
  const admin = await adminClient(server);
  const [first, second] = [await activeAccount(), await activeAccount()];
  await emailProvider.reply({
    ...refusal(429, "rate_limit_exceeded", "Too many."),
    headers: { "retry-after": "60" },
  });
  await sendPasswordReset(admin, first);
  await expect.poll(() => outgoingMail(admin, "WAITING"), SOON).toContain("429: Too many.");
  expect(await outgoingMail(admin, "WAITING")).toContain("The provider asked for a pause.");
  await emailProvider.deliver();
  const before = (await emailProvider.requests()).length;
  await sendPasswordReset(admin, second);
  const waits = sql`SELECT 1 FROM graphile_worker.jobs WHERE run_at > now() + interval '45 seconds'`;
  await expect.poll(async () => (await run(waits)).length, SOON).toBe(2);
  expect((await emailProvider.requests()).length).toBe(before);
  for (const { email } of [first, second]) expect(await statesOfEmailsTo(email)).toEqual(["WAITING"]);
  await makeEmailsDue();
  for (const { email } of [first, second]) await emailProvider.next(email, SUBJECTS.reset);
});

test("an email that the provider refuses fails alone and at once", async ({ server }) => {
  await run(sql`UPDATE emails SET state = 'CANCELLED' WHERE state = 'FAILED'`);
  const admin = await adminClient(server);
  const [refused, accepted] = [await activeAccount(), await activeAccount()];
  await emailProvider.reply(refusal(422, "validation_error", "Invalid `to` field."), refused.email);
  await sendPasswordReset(admin, refused);
  await sendPasswordReset(admin, accepted);
  await emailProvider.next(accepted.email, SUBJECTS.reset);
  await expect.poll(() => statesOfEmailsTo(refused.email), SOON).toEqual(["FAILED"]);
  const shown = await outgoingMail(admin, "FAILED");
  expect(shown).toContain(refused.email);
  expect(shown).toContain("422: Invalid `to` field.");
  expect(textOf(await admin.get(paths.accountDetails(refused.id)))).toContain("422: Invalid `to` field.");
  expect(textOf(await admin.get(paths.home))).toContain("1 email couldn't be sent.");
  expect((await requestsTo(refused.email)).length).toBe(1);
});

const ROUNDS = 5;
const AT_ONCE = 4;

test("forms neither wait for a provider that hangs nor send it requests", async ({ server }) => {
  const admin = await adminClient(server);
  const medianTime = async (submit: () => Promise<Answer>) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      expect((await submit()).status).toBeLessThan(400);
      times.push(performance.now() - start);
    }
    return median(times);
  };
  const add = () => {
    const word = uniqueWord();
    const names = { firstName: "Grace", lastName: word, email: `${word}@example.com` };
    return admin.submit(paths.newAccount, "email", names);
  };
  const users = await Promise.all(Array.from({ length: 2 * ROUNDS }, () => activeAccount()));
  const forget = () => requestPasswordReset(anonymousClient(server), String(users.pop()?.email));
  const healthy = { add: await medianTime(add), forget: await medianTime(forget) };

  await deliverEverything();
  await emailProvider.reply("hang");
  const before = (await emailProvider.requests()).length;
  for (let email = 0; email < AT_ONCE; email++) await add();
  await expect.poll(async () => (await emailProvider.requests()).length, SOON).toBe(before + AT_ONCE);
  const hanging = { add: await medianTime(add), forget: await medianTime(forget) };
  expect((await emailProvider.requests()).length).toBe(before + AT_ONCE);
  expect(hanging.add).toBeLessThan(2 * healthy.add + 100);
  expect(hanging.forget).toBeLessThan(2 * healthy.forget + 100);

  await emailProvider.deliver();
  await expect.poll(() => outgoingMail(admin, "WAITING"), SOON).toContain("The provider could not be reached.");
});
