import { beforeAll, expect, test } from "vitest";
import { closeDatabase } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { accountHistory } from "#lib/audit-log/account-history.ts";
import { purgeOldData } from "#lib/background/purge-old-data.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { deliveryWarning } from "#lib/mail/delivery-warning.ts";
import { EMAIL_STATES, emailsOfAccount, listEmails } from "#lib/mail/list-emails.ts";
import { outgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";
import { MAIL_ON } from "./emails.ts";
import { asOwner } from "./owner.ts";
import { activeAccount, administrator, type TestAccount } from "./people.ts";

completeEnvironment(MAIL_ON);

const EVENTS = 10_000;
const EMAILS_IN_STATE = 25_000;

/** After five executions, PostgreSQL may plan without the values. */
const EXECUTIONS = 7;

let actor: Actor;
let account: TestAccount;

beforeAll(async () => {
  [actor, account] = [await administrator(), await activeAccount()];
  const { id, email } = account;
  await asOwner`
    INSERT INTO audit_events (at, event, outcome, actor_id, actor_label, target_id, target_label)
    SELECT now() - n * interval '1 minute',
      (ARRAY['signed_in', 'sign_in_failed', 'account_updated', 'password_reset_sent', 'signed_out'])[1 + n % 5],
      'success', ${actor.id}, ${actor.email}, ${id}, ${email}
    FROM generate_series(1, ${EVENTS}) AS n`;
  // A state's emails are the oldest or the newest, which the planner does not expect.
  await asOwner`
    INSERT INTO emails (kind, account_id, recipient, template_data, state, created_at, completed_at)
    SELECT 'test-email', CASE WHEN n % 100 = 0 THEN ${id} ELSE gen_random_uuid() END, 'a@example.com', '{}', state,
      now() - (place * ${EMAILS_IN_STATE} + n) * interval '1 second', CASE WHEN state <> 'WAITING' THEN now() END
    FROM generate_series(1, ${EMAILS_IN_STATE}) AS n,
      (VALUES ('WAITING', 0), ('SENT', 1), ('FAILED', 2), ('CANCELLED', 3)) AS states (state, place)`;
  await asOwner`VACUUM ANALYZE emails, audit_events, accounts`;
});

type Counts = Readonly<Record<string, number>>;

/** Rows that were read: of a table without an index, or along each index. */
async function rowsRead(): Promise<Counts> {
  // A connection that ends reports what it has read.
  await closeDatabase();
  await expect
    .poll(
      () => asOwner`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'gatehouse'`,
    )
    .toHaveLength(0);
  const rows = await asOwner<{ name: string; rows: number }[]>`
    SELECT relname AS name, seq_tup_read::int AS rows FROM pg_stat_user_tables WHERE schemaname = 'public'
    UNION ALL SELECT indexrelname, idx_tup_read::int FROM pg_stat_user_indexes WHERE schemaname = 'public'`;
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}

/** How many rows an execution reads, by table or index. */
async function rowsReadBy(query: () => Promise<unknown>): Promise<Counts> {
  const before = await rowsRead();
  for (let execution = 0; execution < EXECUTIONS; execution++) await query();
  const after = await rowsRead();
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, rows]) => [name, (rows - (before[name] ?? 0)) / EXECUTIONS] as const)
      .filter(([, rows]) => rows > 0),
  );
}

const total = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

test("the history of an account reads its newest events along their index", async () => {
  const counts = await rowsReadBy(() => accountHistory(actor, account.id));
  expect(counts.audit_events_by_target).toBeGreaterThan(24);
  expect(counts.audit_events).toBeUndefined();
  // Up to 25 of each of six types of event.
  expect(total(counts)).toBeLessThan(400);
});

test("an account is found along indexes", async () => {
  expect(total(await rowsReadBy(() => findAccount(actor, account.id)))).toBeLessThan(20);
});

test("the emails of an account are read along their index", async () => {
  const counts = await rowsReadBy(() => emailsOfAccount(actor, account.id));
  expect(counts).toEqual({ emails_by_account: 20 });
});

/** A page, the first email of the next, and the one at the cursor. */
const expectPage = (counts: Counts, index: string) => {
  expect(Object.keys(counts)).toEqual([index]);
  expect(counts[index]).toBeLessThanOrEqual(52);
};

test("a page of all emails is read along its index", async () => {
  expectPage(await rowsReadBy(() => listEmails(actor, {})), "emails_by_creation");
  const middle = { before: `${Date.now() - EMAILS_IN_STATE * 1000}_${account.id}` };
  expectPage(await rowsReadBy(() => listEmails(actor, middle)), "emails_by_creation");
});

test.each(EMAIL_STATES)("a page of emails in state %s is read along its index", async (state) => {
  expectPage(await rowsReadBy(() => listEmails(actor, { state })), "emails_by_state");
  const { next } = await listEmails(actor, { state });
  const nextPage = { state, ...(next && { before: next }) };
  expectPage(await rowsReadBy(() => listEmails(actor, nextPage)), "emails_by_state");
});

test("the status of outgoing mail counts no more emails than it shows", async () => {
  const counts = await rowsReadBy(() => outgoingMailStatus(actor));
  expect(counts.emails_by_state).toBeLessThanOrEqual(3 * 1001);
  expect(counts.emails).toBeUndefined();
  expect(await outgoingMailStatus(actor)).toMatchObject({ waiting: 1001, failed: 1001 });
});

test("the warning of failing emails reads none of the others", async () => {
  expect(total(await rowsReadBy(() => deliveryWarning(actor)))).toBe(0);
});

test("old emails are deleted without reading the others", async () => {
  await asOwner`INSERT INTO emails (kind, account_id, recipient, template_data, state, created_at, completed_at)
    SELECT 'test-email', gen_random_uuid(), 'old@example.com', '{}', 'SENT', at, at
    FROM generate_series(1, 2500), (SELECT now() - interval '40 days' AS at) AS times`;
  const before = await rowsRead();
  await purgeOldData();
  const after = await rowsRead();
  expect(await asOwner`SELECT FROM emails WHERE recipient = 'old@example.com'`).toHaveLength(0);
  expect(after.emails).toBe(before.emails);
  expect(Number(after.emails_by_creation) - Number(before.emails_by_creation)).toBeLessThan(3 * 2500);
});
