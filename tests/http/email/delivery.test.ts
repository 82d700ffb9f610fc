import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { median } from "#bench/harness/statistics.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import type { Answer, Client } from "#tests/http/client.ts";
import { adminClient, anonymousClient } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { errorReply } from "#tests/mail/provider.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
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

const outgoingMail = async (admin: Client, state: string) =>
  textOf(await admin.get(`${paths.outgoingMail}?state=${state}`));

const requestsTo = async (email: string) =>
  (await emailProvider.requests()).filter(({ message: { to } }) => to === email);

test("an email is retried when the provider fails, with the reason", async ({ server }) => {
  const admin = await adminClient(server);
  const user = await activeAccount();
  await emailProvider.reply(errorReply(500, "internal_server_error", "Something broke."));
  await sendPasswordReset(admin, user);
  await expect
    .poll(() => outgoingMail(admin, "WAITING"), SOON)
    // On a busy machine, the next attempt comes before the page.
    .toMatch(/500: Something broke\. \((1 attempt|\d+ attempts), will retry\)/);
  expect(textOf(await admin.get(paths.home))).toContain("waiting to be retried");
  expect(await statesOfEmailsTo(user.email)).toEqual(["WAITING"]);
  await emailProvider.deliver();
  await makeEmailsDue();
  await emailProvider.next(user.email, SUBJECTS.reset);
  await expect.poll(() => statesOfEmailsTo(user.email), SOON).toEqual(["SENT"]);
  const keys = (await requestsTo(user.email)).map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(1);
  expect(textOf(await admin.get(paths.home))).not.toContain("waiting to be retried");
});

test("a provider's pause delays emails without failing them", async ({ server }) => {
  const admin = await adminClient(server);
  const [first, second] = [await activeAccount(), await activeAccount()];
  await emailProvider.reply({
    ...errorReply(429, "rate_limit_exceeded", "Too many."),
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

test("a rejected email fails alone and at once", async ({ server }) => {
  await run(sql`UPDATE emails SET state = 'CANCELLED' WHERE state = 'FAILED'`);
  const admin = await adminClient(server);
  const [rejected, accepted] = [await activeAccount(), await activeAccount()];
  await emailProvider.reply(errorReply(422, "validation_error", "Invalid `to` field."), rejected.email);
  await sendPasswordReset(admin, rejected);
  await sendPasswordReset(admin, accepted);
  await emailProvider.next(accepted.email, SUBJECTS.reset);
  await expect.poll(() => statesOfEmailsTo(rejected.email), SOON).toEqual(["FAILED"]);
  const shown = await outgoingMail(admin, "FAILED");
  expect(shown).toContain(rejected.email);
  expect(shown).toContain("422: Invalid `to` field.");
  expect(textOf(await admin.get(paths.accountDetails(rejected.id)))).toContain("422: Invalid `to` field.");
  expect(textOf(await admin.get(paths.home))).toContain("1 email couldn't be sent.");
  expect((await requestsTo(rejected.email)).length).toBe(1);
});

const RUNS = 5;
/** The worker's concurrency. */
const CONCURRENCY = 4;

test("forms do not wait for a provider that hangs", async ({ server }) => {
  const admin = await adminClient(server);
  const medianTime = async (submit: () => Promise<Answer>) => {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
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
  const users = await Promise.all(Array.from({ length: 2 * RUNS }, () => activeAccount()));
  const request = () => requestPasswordReset(anonymousClient(server), String(users.pop()?.email));
  const healthy = { add: await medianTime(add), request: await medianTime(request) };

  await deliverEverything();
  await emailProvider.reply("hang");
  const before = (await emailProvider.requests()).length;
  const requestsSince = async () => (await emailProvider.requests()).slice(before).map(({ message: { to } }) => to);
  for (let email = 0; email < CONCURRENCY; email++) await add();
  await expect.poll(requestsSince, SOON).toHaveLength(CONCURRENCY);
  const hung = await requestsSince();
  const hanging = { add: await medianTime(add), request: await medianTime(request) };
  expect(await requestsSince()).toEqual(hung);
  expect(hanging.add).toBeLessThan(2 * healthy.add + 100);
  expect(hanging.request).toBeLessThan(2 * healthy.request + 100);

  await deliverEverything();
  for (const email of hung) expect(await requestsTo(email)).toHaveLength(2);
});
