import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { adminAccount, uniqueWord } from "#tests/db/people.ts";
import { isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import {
  CHOSEN,
  complete,
  makeEmailsDue,
  SUBJECTS,
  sendPasswordReset,
  statesOfEmailsTo,
} from "#tests/http/email/emails.ts";
import { errorReply } from "#tests/mail/provider.ts";
import type { Server } from "#tests/servers/server.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { deployment, session, test } from "./deployment.ts";

const SOON = { timeout: 20_000 };
const CRON = "/api/cron/maintenance";
const DOWN = errorReply(503, "internal_server_error", "Down for a moment.");

afterEach(() => emailProvider.deliver());

const adminClient = async (server: Server) => signIn(session(server), await adminAccount());

/** Adds an account through the form. */
async function addAccount(server: Server) {
  const admin = await adminClient(server);
  const word = uniqueWord();
  const email = `${word}@example.com`;
  const added = await admin.submit(paths.newAccount, "email", { firstName: "Rene", lastName: word, email });
  expect(added.headers.location).toBe(paths.accounts);
  const { body } = await admin.get(`${paths.accounts}?${new URLSearchParams({ search: word })}`);
  const [, id = ""] = body.match(/\/administration\/user-accounts\/([0-9a-f-]{36})/) ?? [];
  return { admin, email, id };
}

/** Waits until an email has failed once and no job is running. */
const hasFailedOnce = (email: string) =>
  expect
    .poll(
      () =>
        run(sql`SELECT FROM emails WHERE recipient = ${email} AND problem IS NOT NULL
          AND NOT EXISTS (SELECT FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL)`),
      SOON,
    )
    .toHaveLength(1);

test("an account is added, activated, reset and deleted", async ({ server }) => {
  const { admin, email, id } = await addAccount(server);
  const user = session(server);
  const activated = await complete(user, await emailProvider.next(email, SUBJECTS.activation));
  expect(activated.headers.location).toBe(paths.login);
  await signIn(user, { email, password: CHOSEN.password });

  await sendPasswordReset(admin, { id });
  const password = "a lamp for every window";
  await complete(session(server), await emailProvider.next(email, SUBJECTS.reset), {
    password,
    confirmation: password,
  });
  expect(await isSignedIn(user)).toBe(false);
  await signIn(user, { email, password });

  expect((await admin.submit(paths.deleteAccount(id), "list", {})).status).toBe(303);
  expect(await isSignedIn(user)).toBe(false);
  expect(startsSession(await submitSignIn(user, { email, password }))).toBe(false);
  expect((await admin.get(paths.accountDetails(id))).status).toBe(404);
});

test("a failed email is sent with the next request", async ({ server }) => {
  await emailProvider.reply(DOWN);
  const { email } = await addAccount(server);
  await hasFailedOnce(email);
  expect(await statesOfEmailsTo(email)).toEqual(["WAITING"]);

  await emailProvider.deliver();
  // Running instances have drained the queue less than 30 seconds ago.
  await deployment.endFunctions();
  await makeEmailsDue();
  expect((await session(server).get(paths.login)).status).toBe(200);
  await emailProvider.next(email, SUBJECTS.activation);
  await expect.poll(() => statesOfEmailsTo(email), SOON).toEqual(["SENT"]);
  expect(await emailProvider.messagesTo(email)).toHaveLength(1);
});

test("only the scheduler can trigger maintenance, which sends emails", async ({ server }) => {
  await emailProvider.reply(DOWN);
  const { email } = await addAccount(server);
  await hasFailedOnce(email);
  await emailProvider.deliver();
  await makeEmailsDue();
  const scheduler = session(server);
  for (const authorization of [undefined, "Bearer x"])
    expect((await scheduler.get(CRON, { authorization })).status).toBe(401);
  expect(await statesOfEmailsTo(email)).toEqual(["WAITING"]);
  const authorization = `Bearer ${server.environment.CRON_SECRET}`;
  expect((await scheduler.get(CRON, { authorization })).status).toBe(204);
  expect(await statesOfEmailsTo(email)).toEqual(["SENT"]);
});
