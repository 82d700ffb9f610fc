import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import {
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  adminAccount,
  administrator,
  anonymousSource,
  lockedAccount,
} from "#tests/db/people.ts";
import { Client } from "#tests/http/client.ts";
import { anonymousClient, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { alertOf, descriptionOf, fieldValue, statusOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { visible } from "#tests/http/visible.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import {
  CHOSEN,
  complete,
  deliverEverything,
  follow,
  recoveryEmail,
  requestPasswordReset,
  SUBJECTS,
} from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

const emailsTo = async (email: string) => (await run(sql`SELECT 1 FROM emails WHERE recipient = ${email}`)).length;

test("all addresses get the same response, known or not", async ({ server }) => {
  const unknown = "nobody.at.all@example.com";
  const addresses: Readonly<Record<string, string>> = {
    unknown,
    known: (await activeAccount()).email,
    "in upper case": (await activeAccount()).email.toUpperCase(),
    locked: (await lockedAccount()).email,
    "never activated": (await accountWithoutPassword()).email,
    "with a single-use password": (await accountWithSingleUsePassword()).email,
  };
  const answersTo = () =>
    Promise.all(
      Object.entries(addresses).map(async ([name, email]) => {
        const answer = await requestPasswordReset(anonymousClient(server), email);
        expect(answer.status).toBe(200);
        expect(statusOf(answer)).toContain(`If ${email.toLowerCase()} has an account, a link is on its way.`);
        return [name, visible(answer, email)] as const;
      }),
    );
  const answers = await answersTo();
  await emailProvider.reply("hang");
  answers.push(...(await answersTo()));
  for (const [name, answer] of answers) expect(answer, name).toEqual(answers[0]?.[1]);
  await deliverEverything();
  for (const [name, email] of Object.entries(addresses))
    expect((await emailsTo(email.toLowerCase())) > 0, name).toBe(email !== unknown);
});

test("a mailbox gets at most three emails an hour", async ({ server }) => {
  const user = await activeAccount();
  const answers: string[] = [];
  for (let request = 0; request < 8; request++) {
    const answer = await requestPasswordReset(anonymousClient(server), user.email);
    answers.push(JSON.stringify(visible(answer, user.email)));
    await deliverEverything();
  }
  expect(new Set(answers).size).toBe(1);
  expect(await emailsTo(user.email)).toBe(3);
});

test("a source can have twenty emails sent an hour", async ({ server }) => {
  const source = new Client(server, { "x-forwarded-for": String(anonymousSource().address) });
  const users = await Promise.all(Array.from({ length: 25 }, () => activeAccount()));
  const answers = await Promise.all(users.map(({ email }) => requestPasswordReset(source.copy(server), email)));
  const seen = answers.map((answer, index) => JSON.stringify(visible(answer, String(users[index]?.email))));
  expect(new Set(seen).size).toBe(1);
  await deliverEverything();
  const counts = await Promise.all(users.map(({ email }) => emailsTo(email)));
  expect(counts.filter((count) => count > 0).length).toBe(20);
});

test("a request for a new link gets the same response without a link", async ({ server }) => {
  const user = await activeAccount();
  await sendPasswordReset(await administrator(), user.id, false);
  const message = await emailProvider.next(user.email, SUBJECTS.reset);
  const reader = anonymousClient(server);
  await follow(reader, message);
  await run(sql`UPDATE links SET expires_at = now() WHERE account_id = ${user.id}`);
  const form = await reader.form(paths.completePasswordReset, "purpose");
  const guesser = anonymousClient(server);
  guesser.cookies.set("gatehouse.link.password-reset", "x".repeat(43));
  const answers = [
    await reader.post(paths.completePasswordReset, form.fields),
    await guesser.post(paths.completePasswordReset, form.fields),
  ];
  const [known, unknown] = answers.map((answer) => visible(answer, user.email));
  expect(known).toEqual(unknown);
  await recoveryEmail(user.email, SUBJECTS.forgotPassword);
});

test("a user who never activated gets an activation email", async ({ server }) => {
  const user = await accountWithoutPassword();
  const client = anonymousClient(server);
  await requestPasswordReset(client, user.email);
  const activated = await complete(client, await recoveryEmail(user.email, SUBJECTS.activation));
  expect(activated.headers.location).toBe(paths.login);
  await signIn(client, { ...user, password: CHOSEN.password });
});

test("a lock is notified by email, and ends with a reset", async ({ server }) => {
  const user = await activeAccount();
  const admin = await adminAccount();
  const administrator = await signIn(anonymousClient(server), admin);
  const details = paths.accountDetails(admin.id);
  const saved = await administrator.submit(details, "seen", { emailNotifications: "account-locked" });
  expect(saved.headers.location).toBe(details);
  for (let attempt = 0; attempt < LOCK_AFTER; attempt++)
    await submitSignIn(anonymousClient(server), { ...user, password: `wrong password ${attempt}` });

  const { text } = await emailProvider.next(user.email, /^Your account at .* is locked/);
  const [address = ""] = text.match(/http\S+\/forgot-password/) ?? [];
  expect(address).toBe(server.url + paths.forgotPassword);
  const client = anonymousClient(server);
  await client.submit(new URL(address).pathname, "email", { email: user.email });
  await complete(client, await recoveryEmail(user.email, SUBJECTS.forgotPassword));
  expect(startsSession(await submitSignIn(client, { ...user, password: CHOSEN.password }))).toBe(true);

  const notice = await emailProvider.next(admin.email, /^Account locked at/);
  expect(notice.text).toContain(user.email);
  expect(notice.text).toContain(paths.accountDetails(user.id));
});

test("an invalid address is refused at its field", async ({ server }) => {
  const refused = await requestPasswordReset(anonymousClient(server), "no@address");
  expect(refused.status).toBe(200);
  expect(alertOf(refused)).toBe("Check the highlighted field.");
  expect(descriptionOf(refused, "email")).toContain("Enter one email address");
  expect(fieldValue(refused, "email")).toBe("no@address");
});
