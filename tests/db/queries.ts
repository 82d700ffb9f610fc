import { asc, eq, sql } from "drizzle-orm";
import { expect } from "vitest";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { auditEvents } from "#db/schema/audit-events.ts";
import { credentials } from "#db/schema/credentials.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { sessions } from "#db/schema/sessions.ts";
import { onTheSide } from "./owner.ts";

export async function accountNow(id: string) {
  const [found] = await read((db) => db.select().from(accounts).where(eq(accounts.id, id)));
  return found;
}

export async function credentialsNow(id: string) {
  const [found] = await read((db) => db.select().from(credentials).where(eq(credentials.accountId, id)));
  if (!found) throw new Error("The account has no credentials.");
  return found;
}

export const sessionsNow = (accountId: string) =>
  read((db) => db.select().from(sessions).where(eq(sessions.accountId, accountId)));

export const eventsAbout = (accountId: string) =>
  read((db) => db.select().from(auditEvents).where(eq(auditEvents.targetId, accountId)).orderBy(asc(auditEvents.id)));

export const namesOfEventsAbout = async (accountId: string) => (await eventsAbout(accountId)).map(({ event }) => event);

/** The emails about an account, in the order they were queued. */
export const emailsAbout = (accountId: string) =>
  read((db) =>
    db
      .select()
      .from(emails)
      .where(eq(emails.accountId, accountId))
      .orderBy(asc(emails.createdAt), asc(sql`${emails}.ctid`)),
  );

/** The kind and recipient of each email about an account. */
export const kindsOfEmailsAbout = async (accountId: string) =>
  (await emailsAbout(accountId)).map(({ kind, recipient }) => [kind, recipient]);

export const linksOf = (accountId: string) =>
  read((db) => db.select().from(links).where(eq(links.accountId, accountId)).orderBy(asc(links.createdAt)));

export const jobsNow = () =>
  read((db) =>
    db.execute<{ key: string | null; payload: string; due: Date; task: string }>(sql`
      SELECT key, task_identifier AS task, run_at AS due,
        (SELECT payload::text FROM graphile_worker._private_jobs private WHERE private.id = jobs.id) AS payload
      FROM graphile_worker.jobs ORDER BY id`),
  );

/** All rows that a refused or failed change must leave unchanged. */
export const everything = () =>
  read((db) =>
    db.execute(sql`
      SELECT 'account' AS what, to_jsonb(t)::text AS content FROM accounts t
      UNION ALL SELECT 'credentials', to_jsonb(t)::text FROM credentials t
      UNION ALL SELECT 'session', to_jsonb(t)::text FROM sessions t
      UNION ALL SELECT 'domain group', to_jsonb(t)::text FROM domain_groups t
      UNION ALL SELECT 'domain', to_jsonb(t)::text FROM domains t
      UNION ALL SELECT 'restriction', to_jsonb(t)::text FROM account_domains t
      UNION ALL SELECT 'settings', to_jsonb(t)::text FROM settings t
      UNION ALL SELECT 'identity', to_jsonb(t)::text FROM identities t
      UNION ALL SELECT 'event', to_jsonb(t)::text FROM audit_events t
      UNION ALL SELECT 'link', to_jsonb(t)::text FROM links t
      UNION ALL SELECT 'mail', to_jsonb(t)::text FROM emails t
      UNION ALL SELECT 'pause', to_jsonb(t)::text FROM email_pauses t
      UNION ALL SELECT 'job', to_jsonb(t)::text FROM graphile_worker.jobs t
      ORDER BY 1, 2`),
  );

/** Resolves once this many of the product's statements wait for a lock. */
export const untilWaitingForLock = (statements = 1) =>
  expect.poll(waitingForLock, { timeout: 10_000, interval: 5 }).toHaveLength(statements);

/** Resolves once a sign-in has checked its limits, after which it only waits for its hash. */
export const untilAttemptIsQueued = () =>
  expect
    .poll(
      () => onTheSide`
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gatehouse'
          AND state = 'idle' AND query LIKE 'select%"rate_limits"%'`,
      { timeout: 10_000, interval: 5 },
    )
    .not.toHaveLength(0);

/** The product's statements that wait for a lock. */
export async function waitingForLock(): Promise<string[]> {
  const rows = await onTheSide<{ query: string }[]>`
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'gatehouse'`;
  return rows.map(({ query }) => query);
}
