import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, transaction } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { accounts } from "#db/schema/accounts.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
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
import { refusal } from "#tests/mail/provider.ts";
import { follow, MAIL_OFF, runRecoveryJobs, sendEmailsTo, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
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

const NOBODY = "00000000-0000-4000-8000-000000000000";

const newcomer = (email: string) => ({
  firstName: "New",
  lastName: "Comer",
  email,
  phone: null,
  roles: ["viewer" as const],
});

/** Queues a mail without a link. */
async function queued(account: Pick<TestAccount, "id" | "email">) {
  const { id: accountId, email } = account;
  const templateData = {
    firstName: "Some",
    email,
    requestedBy: email,
    at: new Date().toISOString(),
    transport: "Resend",
  };
  await transaction((tx) => queueEmails(tx, [{ kind: "test-email", accountId, to: email, templateData }]));
  return newestAbout(accountId);
}

/** Queues a mail with a link. */
async function queuedWithLink(account: TestAccount) {
  await transaction((tx) => sendActivation(tx, account, null));
  return newestAbout(account.id);
}

async function newestAbout(accountId: string) {
  const mail = (await emailsAbout(accountId)).at(-1);
  if (!mail) throw new Error("No mail was queued.");
  return mail;
}

const mailNow = async ({ id, accountId }: { id: string; accountId: string }) =>
  (await emailsAbout(accountId)).find((mail) => mail.id === id);

const jobOf = async ({ id }: { id: string }) => (await jobsNow()).filter(({ key }) => key === `email:${id}`);

const requestsFor = ({ id }: { id: string }) => provider.requests.filter(({ key }) => key.startsWith(id));

const endLease = ({ id }: { id: string }) =>
  asOwner`UPDATE emails SET leased_until = now() - interval '1 second' WHERE id = ${id}`;

async function failed(account: TestAccount, withLink = false) {
  const mail = withLink ? await queuedWithLink(account) : await queued(account);
  provider.answer(() => refusal(422, "validation_error", "No such mailbox"));
  await sendEmail({ emailId: mail.id });
  provider.answer(() => undefined);
  expect(await mailNow(mail)).toMatchObject({ state: "FAILED", problem: "422: No such mailbox" });
  return mail;
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

test("a mail stands in the queue once the change that causes it is committed, by a job that only names it", async () => {
  const actor = await administrator();
  await inviteAccount(actor, newcomer("queued@example.com"));
  const [account] = await onTheSide`SELECT id FROM accounts WHERE email = 'queued@example.com'`;
  const mail = await newestAbout(account?.id);
  expect(mail).toMatchObject({
    kind: "account-activation",
    recipient: "queued@example.com",
    state: "WAITING",
    attempts: 0,
  });
  expect(await jobOf(mail)).toMatchObject([{ task: "send_email", payload: JSON.stringify({ emailId: mail.id }) }]);
});

test("a change that is taken back takes its mails back with it", async () => {
  const account = await activeAccount();
  const before = await everything();
  const taken = transaction(async (tx) => {
    await sendActivation(tx, account, null);
    throw new Error("taken back");
  });
  await expect(taken).rejects.toThrow("taken back");
  expect(await everything()).toEqual(before);
});

test.each(["INSERT ON audit_events", "INSERT ON links", "INSERT ON emails", "INSERT ON graphile_worker._private_jobs"])(
  "a change of which a statement fails (%s) does not happen, and mails nobody",
  async (statement) => {
    const actor = await administrator();
    const before = await everything();
    await whileFailing(statement, () =>
      expect(inviteAccount(actor, newcomer("never@example.com"))).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);

test("no table ever holds the secret of a mailed link in the clear, before, while or after it is mailed and used", async () => {
  const admin = await administrator();
  const [invited, reset, forgetful, moving] = [
    "invited.secretly@example.com",
    await activeAccount(),
    await activeAccount(),
    await activeAccount(),
  ];
  await inviteAccount(admin, newcomer(invited));
  await sendPasswordReset(admin, reset.id, false);
  await requestPasswordReset(forgetful.email, anonymousSource());
  await requestEmailChange(await signedIn(moving), "moved.secretly@example.com", PASSWORD);

  const recipients = [invited, reset.email, forgetful.email, "moved.secretly@example.com"];
  const sealed = () => onTheSide`
    SELECT recipient FROM emails WHERE encrypted_token IS NOT NULL AND recipient IN ${onTheSide(recipients)}`;
  provider.answer(() => refusal(500, "application_error", "Not now"));
  await runRecoveryJobs();
  expect(await sealed()).toHaveLength(4);
  const waiting = await dump();
  provider.answer(() => undefined);
  for (const recipient of recipients) await sendEmailsTo(recipient);
  const sent = await dump();

  expect(await sealed()).toEqual([]);
  for (const recipient of recipients) {
    const [letter] = provider.letters.to(recipient);
    if (!letter) throw new Error(`No letter came to ${recipient}.`);
    const { token, linkId } = await follow(letter);
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

test("a mail is sent once, however many try at once and again", async () => {
  const mail = await queued(await activeAccount());
  await Promise.all(Array.from({ length: 8 }, () => sendEmail({ emailId: mail.id })));
  await sendEmail({ emailId: mail.id });
  await drainQueue();
  expect(requestsFor(mail)).toHaveLength(1);
  expect(await mailNow(mail)).toMatchObject({
    state: "SENT",
    attempts: 1,
    problem: null,
    completedAt: expect.any(Date),
  });
  expect(await jobOf(mail)).toEqual([]);
});

test("who has claimed a mail has it alone for longer than a delivery takes, with the next try standing behind", async () => {
  const mail = await queued(await activeAccount());
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimEmail(mail.id)));
  expect(claims.filter(Boolean)).toMatchObject([{ id: mail.id, attempts: 1 }]);
  expect(await claimEmail(mail.id)).toBeUndefined();
  const [lease] = await onTheSide`
    SELECT extract(epoch FROM leased_until - now())::float8 AS seconds,
      (SELECT run_at - leased_until < interval '1 second' FROM graphile_worker.jobs WHERE key = 'email:' || emails.id) AS next
    FROM emails WHERE id = ${mail.id}`;
  expect(lease?.seconds).toBeGreaterThan(50);
  expect(lease).toMatchObject({ next: true });
});

test("a mail whose sender died is sent by the next one, under the same key", async () => {
  const mail = await queued(await activeAccount());
  await claimEmail(mail.id);
  await endLease(mail);
  await sendEmail({ emailId: mail.id });
  expect(requestsFor(mail)).toMatchObject([{ key: `${mail.id}/1` }]);
  expect(await mailNow(mail)).toMatchObject({ state: "SENT", attempts: 2 });
});

test.each([
  ["sent", "sent"],
  ["refused", new DeliveryRejected("too late")],
  ["postponed", new DeliveryDeferred("too late")],
] as const)("who lost a mail to another one changes nothing when theirs is at last %s", async (_how, outcome) => {
  const mail = await queued(await activeAccount());
  const stale = await claimEmail(mail.id);
  await endLease(mail);
  const current = await claimEmail(mail.id);
  if (!stale || !current) throw new Error("The mail was not claimed.");
  const before = await everything();
  await recordOutcome(stale, outcome);
  expect(await everything()).toEqual(before);
  await recordOutcome(current, "sent");
  expect(await mailNow(mail)).toMatchObject({ state: "SENT", attempts: 2 });
});

test("who tried before an administrator asked for a retry does not settle the retry", async () => {
  const mail = await queued(await activeAccount());
  const stale = await claimEmail(mail.id);
  if (!stale) throw new Error("The mail was not claimed.");
  await recordOutcome(stale, new DeliveryRejected("No such mailbox"));
  await retryEmail(await administrator(), mail.id);
  await claimEmail(mail.id);
  await recordOutcome(stale, "sent");
  expect(await mailNow(mail)).toMatchObject({ state: "WAITING", sendCycle: 2, attempts: 1 });
});

test("who sends a mail that was called off meanwhile does not call it back", async () => {
  const account = await activeAccount();
  const claimed = await claimEmail((await queued(account)).id);
  if (!claimed) throw new Error("The mail was not claimed.");
  await deleteAccount(await administrator(), account.id);
  await recordOutcome(claimed, new DeliveryDeferred("Not now"));
  expect(await mailNow(claimed)).toMatchObject({ state: "CANCELLED" });
  expect(await jobOf(claimed)).toEqual([]);
});

test("deleting an account calls off what was still to be sent about it, and what had failed", async () => {
  const account = await activeAccount();
  const emails = [await queued(account), await queuedWithLink(account), await failed(account)];
  await deleteAccount(await administrator(), account.id);
  for (const mail of emails) {
    expect(await mailNow(mail)).toMatchObject({
      state: "CANCELLED",
      problem: "The account was deleted.",
      encryptedToken: null,
    });
    expect(await jobOf(mail)).toEqual([]);
    await sendEmail({ emailId: mail.id });
  }
  expect(emails.flatMap(requestsFor)).toHaveLength(1);
});

test("a mail whose account is gone by the time it is sent is called off", async () => {
  const account = await activeAccount();
  const mail = await queued(account);
  await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, account.id)));
  await sendEmail({ emailId: mail.id });
  expect(await mailNow(mail)).toMatchObject({ state: "CANCELLED", problem: "The account was deleted." });
  expect(requestsFor(mail)).toEqual([]);
});

test.each([
  ["was used", "used_at = now()"],
  ["was replaced", "superseded_at = now()"],
  ["has expired", "expires_at = now() - interval '1 second'"],
])("a mail whose link %s by the time it is sent is called off", async (_what, ended) => {
  const mail = await queuedWithLink(await activeAccount());
  await asOwner.unsafe(`UPDATE links SET ${ended} WHERE id = '${mail.linkId}'`);
  await sendEmail({ emailId: mail.id });
  const problem = "The link in this email no longer works.";
  expect(await mailNow(mail)).toMatchObject({ state: "CANCELLED", problem, encryptedToken: null });
  expect(await jobOf(mail)).toEqual([]);
  expect(requestsFor(mail)).toEqual([]);
});

test("a newer link calls off the mail with the older one, also after it had failed", async () => {
  const account = await activeAccount();
  const [older, oldest] = [await queuedWithLink(account), await failed(account, true)];
  const newer = await queuedWithLink(account);
  for (const mail of [older, oldest])
    expect(await mailNow(mail)).toMatchObject({ state: "CANCELLED", encryptedToken: null });
  await sendEmail({ emailId: newer.id });
  expect(await mailNow(newer)).toMatchObject({ state: "SENT" });
});

test("what was waiting out a provider's bad day is sent afterwards, but for links that have ended", async () => {
  const [live, stale] = [await queuedWithLink(await activeAccount()), await queuedWithLink(await activeAccount())];
  provider.answer(() => refusal(500, "application_error", "Not now"));
  for (const mail of [live, stale]) await sendEmail({ emailId: mail.id });
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${stale.linkId}`;
  provider.answer(() => undefined);
  for (const mail of [live, stale]) await sendEmail({ emailId: mail.id });
  expect([await mailNow(live), await mailNow(stale)]).toMatchObject([{ state: "SENT" }, { state: "CANCELLED" }]);
});

test("a retry sends a failed mail as a new one to the provider, and starts its hours anew", async () => {
  const [admin, account] = [await administrator(), await activeAccount()];
  const mail = await failed(account, true);
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '40 hours' WHERE id = ${mail.id}`;
  expect(await retryEmail(admin, mail.id)).toBe(account.email);
  expect(await mailNow(mail)).toMatchObject({ state: "WAITING", attempts: 0, problem: null, completedAt: null });
  await drainQueue();
  expect(requestsFor(mail).map(({ key }) => key)).toEqual([`${mail.id}/1`, `${mail.id}/2`]);
  expect(await mailNow(mail)).toMatchObject({ state: "SENT", sendCycle: 2, attempts: 1 });
  expect((await mailNow(mail))?.cycleStartedAt.getTime()).toBeGreaterThan(mail.createdAt.getTime() - 1000);
  expect(await eventsAbout(account.id)).toMatchObject([{ event: "email_retried", actorId: admin.id }]);
});

test("a retried mail whose link has ended is called off instead", async () => {
  const mail = await failed(await activeAccount(), true);
  await asOwner`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = ${mail.linkId}`;
  await retryEmail(await administrator(), mail.id);
  await drainQueue();
  expect(await mailNow(mail)).toMatchObject({ state: "CANCELLED" });
  expect(requestsFor(mail)).toHaveLength(1);
});

test("a failed mail that is discarded is not sent again, and says who discarded it and why it had failed", async () => {
  const [admin, account] = [await administrator(), await activeAccount()];
  const mail = await failed(account, true);
  expect(await discardEmail(admin, mail.id)).toBe(account.email);
  const problem = `Discarded by ${admin.email}. 422: No such mailbox`;
  expect(await mailNow(mail)).toMatchObject({ state: "CANCELLED", problem, encryptedToken: null });
  await expect(retryEmail(admin, mail.id)).rejects.toBeInstanceOf(NotFound);
  await sendEmail({ emailId: mail.id });
  expect(requestsFor(mail)).toHaveLength(1);
  expect(await eventsAbout(account.id)).toMatchObject([{ event: "email_discarded", actorId: admin.id }]);
});

test.each([
  ["retried", retryEmail],
  ["discarded", discardEmail],
])("only what has failed can be %s, by an administrator, and once", async (_how, act) => {
  const admin = await administrator();
  const account = await activeAccount();
  const [waiting, sent, given] = [await queued(account), await queued(account), await failed(account)];
  await sendEmail({ emailId: sent.id });
  for (const id of [waiting.id, sent.id, NOBODY, "garbage", ""])
    await expect(act(admin, id)).rejects.toBeInstanceOf(NotFound);
  await expect(act(await viewer(), given.id)).rejects.toBeInstanceOf(Forbidden);
  const outcomes = await Promise.allSettled([act(admin, given.id), act(await administrator(), given.id)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("a mail that nobody can write any more is put off with a reason, and holds up no other", async () => {
  const [poison, next] = [await queued(await activeAccount()), await queued(await activeAccount())];
  await asOwner`UPDATE emails SET kind = 'of another version' WHERE id = ${poison.id}`;
  await drainQueue();
  expect(await mailNow(poison)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem: "The email could not be rendered.",
  });
  expect(await mailNow(next)).toMatchObject({ state: "SENT" });
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '23 hours' WHERE id = ${poison.id}`;
  await sendEmail({ emailId: poison.id });
  expect(await mailNow(poison)).toMatchObject({ state: "FAILED" });
});

test("a mail whose link was sealed with a secret that is gone fails, and says so", async () => {
  const mail = await queuedWithLink(await activeAccount());
  await withEnvironment({ AUTH_SECRET: "a-secret-that-nobody-had-when-it-was-sealed" }, () =>
    sendEmail({ emailId: mail.id }),
  );
  expect(await mailNow(mail)).toMatchObject({ state: "FAILED", problem: expect.stringContaining("AUTH_SECRET") });
  expect(requestsFor(mail)).toEqual([]);
});

test("while outgoing mail is off nothing is queued, and what was queued before is kept until it is on again", async () => {
  const account = await activeAccount();
  const mail = await queuedWithLink(account);
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
  expect(await emailsAbout(account.id)).toEqual([mail]);
  expect(await jobOf(mail)).toHaveLength(1);
  await drainQueue();
  expect(await mailNow(mail)).toMatchObject({ state: "SENT" });
});

test("a job whose holder was killed before it had claimed the mail is done by the next one", async () => {
  const mail = await queued(await activeAccount());
  const submitted = (since: string) => asOwner`
    UPDATE graphile_worker._private_jobs SET locked_at = now() - ${since}::interval, locked_by = 'killed', attempts = 1
    WHERE key = ${`email:${mail.id}`}`;
  await submitted("30 seconds");
  await drainQueue();
  expect(requestsFor(mail)).toEqual([]);
  await submitted("3 minutes");
  await drainQueue();
  expect(requestsFor(mail)).toHaveLength(1);
  expect(await mailNow(mail)).toMatchObject({ state: "SENT" });
});

test("mails are forgotten 30 days after they were settled, links 30 days after they ended, and what waits never", async () => {
  const account = await activeAccount();
  const [old, recent, waiting] = [await queuedWithLink(account), await queued(account), await queued(account)];
  for (const mail of [old, recent]) await sendEmail({ emailId: mail.id });
  await queuedWithLink(account);
  await asOwner`UPDATE emails SET created_at = now() - interval '60 days' WHERE account_id = ${account.id}`;
  await asOwner`UPDATE emails SET completed_at = now() - interval '31 days' WHERE id = ${old.id}`;
  await asOwner`UPDATE emails SET completed_at = now() - interval '29 days' WHERE id = ${recent.id}`;
  await asOwner`UPDATE links SET expires_at = now() - interval '31 days' WHERE id = ${old.linkId}`;
  const abandoned = await queued(account);
  await asOwner`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = ${`email:${abandoned.id}`}`;

  await purgeOldData();

  const kept = (await emailsAbout(account.id)).map(({ id }) => id);
  expect(kept).not.toContain(old.id);
  expect(kept).toEqual(expect.arrayContaining([recent.id, waiting.id]));
  expect((await linksOf(account.id)).map(({ id }) => id)).not.toContain(old.linkId);
  expect(await linksOf(account.id)).toHaveLength(1);
  expect(await jobOf(abandoned)).toEqual([]);
  expect(await jobOf(waiting)).toHaveLength(1);
});

test.each([
  "DROP TABLE graphile_worker._private_jobs",
  "ALTER TABLE graphile_worker._private_jobs DISABLE ROW LEVEL SECURITY",
  "DROP POLICY gatehouse_works_the_queue ON graphile_worker._private_jobs",
  "INSERT INTO graphile_worker.migrations (id) VALUES (999)",
  "DELETE FROM graphile_worker.migrations",
  "CREATE TABLE graphile_worker.mine (id int)",
  "DROP SCHEMA graphile_worker CASCADE",
  "ALTER TABLE emails ADD COLUMN secret text",
])("the product's role, which works the queue, can not: %s", async (statement) => {
  await expect(onTheSide.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
});

test("a second migration keeps the queue working, and gives the product's role back what it had lost", async () => {
  const { databaseUrl, migrationDatabaseUrl } = config();
  const role = asOwner(new URL(String(databaseUrl)).username);
  await asOwner`REVOKE ALL ON ALL TABLES IN SCHEMA graphile_worker, public FROM ${role}`;
  await asOwner`REVOKE ALL ON SCHEMA graphile_worker FROM ${role}`;
  for (let turn = 0; turn < 2; turn++) await migrate(String(migrationDatabaseUrl), String(databaseUrl));
  const mail = await queued(await activeAccount());
  await drainQueue();
  expect(await mailNow(mail)).toMatchObject({ state: "SENT" });
});

test("the queue is open to whatever role the product is given, and to nobody without rights to its tables", async () => {
  const policies = await asOwner`SELECT DISTINCT roles::text FROM pg_policies WHERE schemaname = 'graphile_worker'`;
  expect(policies).toEqual([{ roles: "{public}" }]);
  const open = await asOwner`SELECT relname FROM pg_class, aclexplode(relacl) AS granted
    WHERE relnamespace = 'graphile_worker'::regnamespace AND granted.grantee = 0`;
  expect(open).toEqual([]);
});

test("one role alone, which owns the tables, works the queue too", async () => {
  const owner = String(config().migrationDatabaseUrl);
  await closeDatabase();
  await withEnvironment({ DATABASE_URL: owner }, async () => {
    await migrate(owner, owner);
    const mail = await queued(await activeAccount());
    await drainQueue();
    expect(await mailNow(mail)).toMatchObject({ state: "SENT" });
    await purgeOldData();
    await closeDatabase();
  });
});

test("of a link that is redeemed while its mail is about to be sent, the mail is called off", async () => {
  const account = await accountWithoutPassword();
  const first = await queuedWithLink(account);
  await sendEmail({ emailId: first.id });
  const [letter] = provider.letters.to(account.email);
  if (!letter) throw new Error("No letter came.");
  const { token } = await follow(letter);
  const again = await retried(first);
  await transaction((tx) => redeemLink(tx, token, "activation"));
  await sendEmail({ emailId: again.id });
  expect(await mailNow(again)).toMatchObject({ state: "CANCELLED" });
});

/** As if the same mail was still waiting in a restored database. */
async function retried<Mail extends { id: string; encryptedToken: string | null }>(mail: Mail): Promise<Mail> {
  await asOwner`UPDATE emails SET state = 'WAITING', encrypted_token = ${mail.encryptedToken} WHERE id = ${mail.id}`;
  return mail;
}
