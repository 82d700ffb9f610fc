import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, transaction } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { accounts } from "#db/schema/accounts.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { purgeOldData } from "#lib/background/purge-old-data.ts";
import { drainQueue, startEmailWorker } from "#lib/background/worker.ts";
import { config } from "#lib/config/index.ts";
import { Forbidden, NotFound } from "#lib/errors.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { claimEmail } from "#lib/mail/claim-email.ts";
import { DeliveryDeferred, DeliveryRejected } from "#lib/mail/delivery.ts";
import { discardEmail, retryEmail } from "#lib/mail/failed-emails.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { recordOutcome } from "#lib/mail/record-outcome.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { requestEmailChange } from "#lib/recovery/request-email-change.ts";
import { requestPasswordReset } from "#lib/recovery/request-password-reset.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { errorReply } from "#tests/mail/provider.ts";
import { follow, MAIL_OFF, runRecoveryJobs, sendEmailsTo, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { newUserByEmail } from "./new-users.ts";
import { asOwner, onTheSide, whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  PASSWORD,
  signedIn,
  type TestAccount,
  viewer,
} from "./people.ts";
import { emailsAbout, eventsAbout, everything, jobsNow, linksOf } from "./queries.ts";

const provider = await sendToProvider();

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

async function queueEmail(account: Pick<TestAccount, "id" | "email">) {
  const { id: accountId, email } = account;
  const templateData = {
    firstName: "Some",
    email,
    requestedBy: email,
    at: new Date().toISOString(),
    transport: "Resend",
  };
  await transaction((tx) => queueEmails(tx, [{ kind: "test-email", accountId, to: email, templateData }]));
  return newestEmailAbout(accountId);
}

async function queueEmailWithLink(account: TestAccount) {
  await transaction((tx) => sendActivation(tx, account, null));
  return newestEmailAbout(account.id);
}

async function newestEmailAbout(accountId: string) {
  const email = (await emailsAbout(accountId)).at(-1);
  if (!email) throw new Error("No email was queued.");
  return email;
}

const emailNow = async ({ id, accountId }: { id: string; accountId: string }) =>
  (await emailsAbout(accountId)).find((email) => email.id === id);

const jobsOf = async ({ id }: { id: string }) => (await jobsNow()).filter(({ key }) => key === `email:${id}`);

const requestsFor = ({ id }: { id: string }) => provider.requests.filter(({ key }) => key.startsWith(id));

const expireLease = ({ id }: { id: string }) =>
  asOwner`UPDATE emails SET leased_until = now() - interval '1 second' WHERE id = ${id}`;

async function failedEmail(account: TestAccount, withLink = false) {
  const email = withLink ? await queueEmailWithLink(account) : await queueEmail(account);
  provider.respond(() => errorReply(422, "validation_error", "No such mailbox"));
  await sendEmail({ emailId: email.id });
  provider.respond(() => undefined);
  expect(await emailNow(email)).toMatchObject({ state: "FAILED", problem: "422: No such mailbox" });
  return email;
}

/** All rows of all tables, the queue's included. */
async function dump(): Promise<string> {
  const tables = await asOwner<{ name: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;
  const rows = tables.map(({ name }) =>
    asOwner.unsafe<{ row: string }[]>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`),
  );
  return (await Promise.all(rows))
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

test("a committed change queues an email and a job with its id", async () => {
  const actor = await administrator();
  await createAccount(actor, newUserByEmail({ email: "queued@example.com" }));
  const [account] = await onTheSide`SELECT id FROM accounts WHERE email = 'queued@example.com'`;
  const email = await newestEmailAbout(account?.id);
  expect(email).toMatchObject({
    kind: "account-activation",
    recipient: "queued@example.com",
    state: "WAITING",
    attempts: 0,
  });
  expect(await jobsOf(email)).toMatchObject([{ task: "send_email", payload: JSON.stringify({ emailId: email.id }) }]);
});

test("a rollback removes the change's emails", async () => {
  const account = await activeAccount();
  const before = await everything();
  const rolledBack = transaction(async (tx) => {
    await sendActivation(tx, account, null);
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(await everything()).toEqual(before);
});

test.each(["INSERT ON audit_events", "INSERT ON links", "INSERT ON emails", "INSERT ON graphile_worker._private_jobs"])(
  "a change fails as a whole when a statement fails (%s)",
  async (statement) => {
    const actor = await administrator();
    const before = await everything();
    await whileFailing(statement, () =>
      expect(createAccount(actor, newUserByEmail({ email: "never@example.com" }))).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);

test("no table ever contains an emailed token in plain text", async () => {
  const admin = await administrator();
  const [invited, reset, forgetful, moving] = [
    "invited.secretly@example.com",
    await activeAccount(),
    await activeAccount(),
    await activeAccount(),
  ];
  await createAccount(admin, newUserByEmail({ email: invited }));
  await sendPasswordReset(admin, reset.id, false);
  await requestPasswordReset(forgetful.email, anonymousSource());
  await requestEmailChange(await signedIn(moving), "moved.secretly@example.com", PASSWORD);

  const recipients = [invited, reset.email, forgetful.email, "moved.secretly@example.com"];
  const recipientsWithToken = () => onTheSide`
    SELECT recipient FROM emails WHERE encrypted_token IS NOT NULL AND recipient IN ${onTheSide(recipients)}`;
  provider.respond(() => errorReply(500, "application_error", "Not now"));
  await runRecoveryJobs();
  expect(await recipientsWithToken()).toHaveLength(4);
  const waiting = await dump();
  provider.respond(() => undefined);
  for (const recipient of recipients) await sendEmailsTo(recipient);
  const sent = await dump();

  expect(await recipientsWithToken()).toEqual([]);
  for (const recipient of recipients) {
    const [message] = provider.messages.to(recipient);
    if (!message) throw new Error(`No message came to ${recipient}.`);
    const { token, linkId } = await follow(message);
    for (const part of [
      token,
      Buffer.from(token).toString("base64").slice(0, 40),
      Buffer.from(token).toString("hex"),
    ]) {
      expect(waiting).not.toContain(part);
      expect(sent).not.toContain(part);
    }
    expect(sent).toContain(linkId);
  }
});

test("an email is sent once, despite concurrent and repeated jobs", async () => {
  const email = await queueEmail(await activeAccount());
  await Promise.all(Array.from({ length: 8 }, () => sendEmail({ emailId: email.id })));
  await sendEmail({ emailId: email.id });
  await drainQueue();
  expect(requestsFor(email)).toHaveLength(1);
  expect(await emailNow(email)).toMatchObject({
    state: "SENT",
    attempts: 1,
    problem: null,
    completedAt: expect.any(Date),
  });
  expect(await jobsOf(email)).toEqual([]);
});

test("a claim is exclusive for longer than a delivery takes", async () => {
  const email = await queueEmail(await activeAccount());
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimEmail(email.id)));
  expect(claims.filter(Boolean)).toMatchObject([{ id: email.id, attempts: 1 }]);
  expect(await claimEmail(email.id)).toBeUndefined();
  const [lease] = await onTheSide`
    SELECT extract(epoch FROM leased_until - now())::float8 AS seconds,
      (SELECT run_at - leased_until < interval '1 second' FROM graphile_worker.jobs WHERE key = 'email:' || emails.id) AS next
    FROM emails WHERE id = ${email.id}`;
  expect(lease?.seconds).toBeGreaterThan(50);
  expect(lease).toMatchObject({ next: true });
});

test("an email whose process died is sent again with the same key", async () => {
  const email = await queueEmail(await activeAccount());
  await claimEmail(email.id);
  await expireLease(email);
  await sendEmail({ emailId: email.id });
  expect(requestsFor(email)).toMatchObject([{ key: `${email.id}/1` }]);
  expect(await emailNow(email)).toMatchObject({ state: "SENT", attempts: 2 });
});

test("a job for a claimed email is postponed to the end of the claim", async () => {
  const email = await queueEmail(await activeAccount());
  await claimEmail(email.id);
  await drainQueue();
  expect(requestsFor(email)).toEqual([]);
  const leaseEnd = (await emailNow(email))?.leasedUntil;
  expect((await jobsOf(email)).map(({ due }) => new Date(due))).toEqual([leaseEnd]);
  await expireLease(email);
  await asOwner`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = ${`email:${email.id}`}`;
  await drainQueue();
  expect(await emailNow(email)).toMatchObject({ state: "SENT", attempts: 2 });
});

test.each([
  ["sent", "sent"],
  ["rejected", new DeliveryRejected("too late")],
  ["deferred", new DeliveryDeferred("too late")],
] as const)("an expired claim has no effect when its delivery is %s", async (_case, outcome) => {
  const email = await queueEmail(await activeAccount());
  const stale = await claimEmail(email.id);
  await expireLease(email);
  const current = await claimEmail(email.id);
  if (!stale || !current) throw new Error("The email was not claimed.");
  const before = await everything();
  await recordOutcome(stale, outcome);
  expect(await everything()).toEqual(before);
  await recordOutcome(current, "sent");
  expect(await emailNow(email)).toMatchObject({ state: "SENT", attempts: 2 });
});

test("an attempt from before a retry does not complete the retry", async () => {
  const email = await queueEmail(await activeAccount());
  const stale = await claimEmail(email.id);
  if (!stale) throw new Error("The email was not claimed.");
  await recordOutcome(stale, new DeliveryRejected("No such mailbox"));
  await retryEmail(await administrator(), email.id);
  await claimEmail(email.id);
  await recordOutcome(stale, "sent");
  expect(await emailNow(email)).toMatchObject({ state: "WAITING", sendCycle: 2, attempts: 1 });
});

test("an email cancelled during its delivery stays cancelled", async () => {
  const account = await activeAccount();
  const claimed = await claimEmail((await queueEmail(account)).id);
  if (!claimed) throw new Error("The email was not claimed.");
  await deleteAccount(await administrator(), account.id);
  await recordOutcome(claimed, new DeliveryDeferred("Not now"));
  expect(await emailNow(claimed)).toMatchObject({ state: "CANCELLED" });
  expect(await jobsOf(claimed)).toEqual([]);
});

test("deleting an account cancels its waiting and failed emails", async () => {
  const account = await activeAccount();
  const emails = [await queueEmail(account), await queueEmailWithLink(account), await failedEmail(account)];
  await deleteAccount(await administrator(), account.id);
  for (const email of emails) {
    expect(await emailNow(email)).toMatchObject({
      state: "CANCELLED",
      problem: "The account was deleted.",
      encryptedToken: null,
    });
    expect(await jobsOf(email)).toEqual([]);
    await sendEmail({ emailId: email.id });
  }
  expect(emails.flatMap(requestsFor)).toHaveLength(1);
});

test("an email about a deleted account is cancelled", async () => {
  const account = await activeAccount();
  const email = await queueEmail(account);
  await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, account.id)));
  await sendEmail({ emailId: email.id });
  expect(await emailNow(email)).toMatchObject({ state: "CANCELLED", problem: "The account was deleted." });
  expect(requestsFor(email)).toEqual([]);
});

test.each([
  ["was used", "used_at = now()"],
  ["was superseded", "superseded_at = now()"],
  ["has expired", "expires_at = now() - interval '1 second'"],
])("an email whose link %s is cancelled", async (_case, change) => {
  const email = await queueEmailWithLink(await activeAccount());
  await asOwner.unsafe(`UPDATE links SET ${change} WHERE id = '${email.linkId}'`);
  await sendEmail({ emailId: email.id });
  const problem = "The link in this email no longer works.";
  expect(await emailNow(email)).toMatchObject({ state: "CANCELLED", problem, encryptedToken: null });
  expect(await jobsOf(email)).toEqual([]);
  expect(requestsFor(email)).toEqual([]);
});

test("a newer link cancels waiting and failed emails with older links", async () => {
  const account = await activeAccount();
  const [older, oldest] = [await queueEmailWithLink(account), await failedEmail(account, true)];
  const newer = await queueEmailWithLink(account);
  for (const email of [older, oldest])
    expect(await emailNow(email)).toMatchObject({ state: "CANCELLED", encryptedToken: null });
  await sendEmail({ emailId: newer.id });
  expect(await emailNow(newer)).toMatchObject({ state: "SENT" });
});

test("deferred emails are sent later, except those with expired links", async () => {
  const [valid, expired] = [
    await queueEmailWithLink(await activeAccount()),
    await queueEmailWithLink(await activeAccount()),
  ];
  provider.respond(() => errorReply(500, "application_error", "Not now"));
  for (const email of [valid, expired]) await sendEmail({ emailId: email.id });
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${expired.linkId}`;
  provider.respond(() => undefined);
  for (const email of [valid, expired]) await sendEmail({ emailId: email.id });
  expect([await emailNow(valid), await emailNow(expired)]).toMatchObject([{ state: "SENT" }, { state: "CANCELLED" }]);
});

test("a retry uses a new key and restarts the 23 hours", async () => {
  const [admin, account] = [await administrator(), await activeAccount()];
  const email = await failedEmail(account, true);
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '40 hours' WHERE id = ${email.id}`;
  expect(await retryEmail(admin, email.id)).toBe(account.email);
  expect(await emailNow(email)).toMatchObject({ state: "WAITING", attempts: 0, problem: null, completedAt: null });
  await drainQueue();
  expect(requestsFor(email).map(({ key }) => key)).toEqual([`${email.id}/1`, `${email.id}/2`]);
  expect(await emailNow(email)).toMatchObject({ state: "SENT", sendCycle: 2, attempts: 1 });
  expect((await emailNow(email))?.cycleStartedAt.getTime()).toBeGreaterThan(email.createdAt.getTime() - 1000);
  expect(await eventsAbout(account.id)).toMatchObject([{ event: "email_retried", actorId: admin.id }]);
});

test("a retried email whose link has expired is cancelled", async () => {
  const email = await failedEmail(await activeAccount(), true);
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${email.linkId}`;
  await retryEmail(await administrator(), email.id);
  await drainQueue();
  expect(await emailNow(email)).toMatchObject({ state: "CANCELLED" });
  expect(requestsFor(email)).toHaveLength(1);
});

test("a discarded email is not sent, and says who discarded it", async () => {
  const [admin, account] = [await administrator(), await activeAccount()];
  const email = await failedEmail(account, true);
  expect(await discardEmail(admin, email.id)).toBe(account.email);
  const problem = `Discarded by ${admin.email}. 422: No such mailbox`;
  expect(await emailNow(email)).toMatchObject({ state: "CANCELLED", problem, encryptedToken: null });
  await expect(retryEmail(admin, email.id)).rejects.toBeInstanceOf(NotFound);
  await sendEmail({ emailId: email.id });
  expect(requestsFor(email)).toHaveLength(1);
  expect(await eventsAbout(account.id)).toMatchObject([{ event: "email_discarded", actorId: admin.id }]);
});

test.each([
  ["retried", retryEmail],
  ["discarded", discardEmail],
])("only a failed email can be %s, by an administrator, once", async (_case, act) => {
  const admin = await administrator();
  const account = await activeAccount();
  const [waiting, sent, failed] = [await queueEmail(account), await queueEmail(account), await failedEmail(account)];
  await sendEmail({ emailId: sent.id });
  for (const id of [waiting.id, sent.id, UNKNOWN_ID, "garbage", ""])
    await expect(act(admin, id)).rejects.toBeInstanceOf(NotFound);
  await expect(act(await viewer(), failed.id)).rejects.toBeInstanceOf(Forbidden);
  const outcomes = await Promise.allSettled([act(admin, failed.id), act(await administrator(), failed.id)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("an email that cannot be rendered is deferred and blocks no others", async () => {
  const [broken, next] = [await queueEmail(await activeAccount()), await queueEmail(await activeAccount())];
  await asOwner`UPDATE emails SET kind = 'unknown kind' WHERE id = ${broken.id}`;
  await drainQueue();
  expect(await emailNow(broken)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem: "The email could not be rendered.",
  });
  expect(await emailNow(next)).toMatchObject({ state: "SENT" });
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '23 hours' WHERE id = ${broken.id}`;
  await sendEmail({ emailId: broken.id });
  expect(await emailNow(broken)).toMatchObject({ state: "FAILED" });
});

test("an email encrypted with a retired AUTH_SECRET fails", async () => {
  const email = await queueEmailWithLink(await activeAccount());
  await withEnvironment({ AUTH_SECRET: "a-secret-that-is-different-from-the-first" }, () =>
    sendEmail({ emailId: email.id }),
  );
  expect(await emailNow(email)).toMatchObject({ state: "FAILED", problem: expect.stringContaining("AUTH_SECRET") });
  expect(requestsFor(email)).toEqual([]);
});

test("while outgoing mail is off, nothing is queued and waiting emails stay", async () => {
  const account = await activeAccount();
  const email = await queueEmailWithLink(account);
  await withEnvironment(MAIL_OFF, async () => {
    await transaction((tx) =>
      queueEmails(tx, [
        {
          kind: "test-email",
          accountId: account.id,
          to: account.email,
          templateData: { firstName: "", email: "", requestedBy: "", at: "", transport: "" },
        },
      ]),
    );
    await startEmailWorker().stop();
  });
  expect(await emailsAbout(account.id)).toEqual([email]);
  expect(await jobsOf(email)).toHaveLength(1);
  await drainQueue();
  expect(await emailNow(email)).toMatchObject({ state: "SENT" });
});

test("a job abandoned by a killed process runs again", async () => {
  const email = await queueEmail(await activeAccount());
  const lockedSince = (age: string) => asOwner`
    UPDATE graphile_worker._private_jobs SET locked_at = now() - ${age}::interval, locked_by = 'killed', attempts = 1
    WHERE key = ${`email:${email.id}`}`;
  await lockedSince("30 seconds");
  await drainQueue();
  expect(requestsFor(email)).toEqual([]);
  await lockedSince("3 minutes");
  await drainQueue();
  expect(requestsFor(email)).toHaveLength(1);
  expect(await emailNow(email)).toMatchObject({ state: "SENT" });
});

test("a process that locks new jobs keeps its older ones", async () => {
  const email = await queueEmail(await activeAccount());
  const another = await queueEmail(await activeAccount());
  for (const [{ id }, age] of [
    [email, "3 minutes"],
    [another, "1 second"],
  ] as const)
    await asOwner`UPDATE graphile_worker._private_jobs SET locked_at = now() - ${age}::interval, locked_by = 'busy'
      WHERE key = ${`email:${id}`}`;
  await drainQueue();
  expect([email, another].flatMap(requestsFor)).toEqual([]);
});

test("completed emails and expired links are deleted after 30 days", async () => {
  const account = await activeAccount();
  const [old, recent, waiting] = [
    await queueEmailWithLink(account),
    await queueEmail(account),
    await queueEmail(account),
  ];
  for (const email of [old, recent]) await sendEmail({ emailId: email.id });
  await queueEmailWithLink(account);
  await asOwner`UPDATE emails SET created_at = now() - interval '60 days' WHERE account_id = ${account.id}`;
  await asOwner`UPDATE emails SET completed_at = now() - interval '31 days' WHERE id = ${old.id}`;
  await asOwner`UPDATE emails SET completed_at = now() - interval '29 days' WHERE id = ${recent.id}`;
  await asOwner`UPDATE links SET expires_at = now() - interval '31 days' WHERE id = ${old.linkId}`;
  const abandoned = await queueEmail(account);
  await asOwner`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = ${`email:${abandoned.id}`}`;

  await purgeOldData();

  const remaining = (await emailsAbout(account.id)).map(({ id }) => id);
  expect(remaining).not.toContain(old.id);
  expect(remaining).toEqual(expect.arrayContaining([recent.id, waiting.id]));
  expect((await linksOf(account.id)).map(({ id }) => id)).not.toContain(old.linkId);
  expect(await linksOf(account.id)).toHaveLength(1);
  expect(await jobsOf(abandoned)).toEqual([]);
  expect(await jobsOf(waiting)).toHaveLength(1);
});

test.each([
  "DROP TABLE graphile_worker._private_jobs",
  "ALTER TABLE graphile_worker._private_jobs DISABLE ROW LEVEL SECURITY",
  "DROP POLICY gatehouse_queue_access ON graphile_worker._private_jobs",
  "INSERT INTO graphile_worker.migrations (id) VALUES (999)",
  "DELETE FROM graphile_worker.migrations",
  "CREATE TABLE graphile_worker.mine (id int)",
  "DROP SCHEMA graphile_worker CASCADE",
  "ALTER TABLE emails ADD COLUMN secret text",
])("the application role cannot: %s", async (statement) => {
  await expect(onTheSide.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
});

test("another migration restores the application role's rights to the queue", async () => {
  const { databaseUrl, migrationDatabaseUrl } = config();
  const role = asOwner(new URL(String(databaseUrl)).username);
  await asOwner`REVOKE ALL ON ALL TABLES IN SCHEMA graphile_worker, public FROM ${role}`;
  await asOwner`REVOKE ALL ON SCHEMA graphile_worker FROM ${role}`;
  for (let run = 0; run < 2; run++) await migrate(String(migrationDatabaseUrl), String(databaseUrl));
  const email = await queueEmail(await activeAccount());
  await drainQueue();
  expect(await emailNow(email)).toMatchObject({ state: "SENT" });
});

test("the queue is accessible only to roles with rights to its tables", async () => {
  const policies = await asOwner`SELECT DISTINCT roles::text FROM pg_policies WHERE schemaname = 'graphile_worker'`;
  expect(policies).toEqual([{ roles: "{public}" }]);
  const open = await asOwner`SELECT relname FROM pg_class, aclexplode(relacl) AS granted
    WHERE relnamespace = 'graphile_worker'::regnamespace AND granted.grantee = 0`;
  expect(open).toEqual([]);
});

test("a single role that owns the tables can work on the queue", async () => {
  const owner = String(config().migrationDatabaseUrl);
  await closeDatabase();
  await withEnvironment({ DATABASE_URL: owner }, async () => {
    await migrate(owner, owner);
    const email = await queueEmail(await activeAccount());
    await drainQueue();
    expect(await emailNow(email)).toMatchObject({ state: "SENT" });
    await purgeOldData();
    await closeDatabase();
  });
});

test("an email whose link is redeemed first is cancelled", async () => {
  const account = await accountWithoutPassword();
  const first = await queueEmailWithLink(account);
  await sendEmail({ emailId: first.id });
  const [message] = provider.messages.to(account.email);
  if (!message) throw new Error("No message came.");
  const { token } = await follow(message);
  const restored = await restoreWaiting(first);
  await transaction((tx) => redeemLink(tx, token, "activation"));
  await sendEmail({ emailId: restored.id });
  expect(await emailNow(restored)).toMatchObject({ state: "CANCELLED" });
});

/** As if the email was still waiting in a restored database. */
async function restoreWaiting<Email extends { id: string; encryptedToken: string | null }>(
  email: Email,
): Promise<Email> {
  await asOwner`UPDATE emails SET state = 'WAITING', encrypted_token = ${email.encryptedToken} WHERE id = ${email.id}`;
  return email;
}
