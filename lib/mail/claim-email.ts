import { and, eq, exists, gt, isNull, lte, notExists, or, type SQL, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { type Transaction, transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { ACCOUNT_DELETED, cancelEmail, LINK_INVALID } from "./cancel-emails.ts";
import { DELIVERY_TIMEOUT_MS } from "./delivery.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";

export type ClaimedEmail = typeof emails.$inferSelect;

/** Longer than any delivery: an expired lease means that its process died. */
const LEASE_SECONDS = (2 * DELIVERY_TIMEOUT_MS) / 1000;

/** Spreads the emails that waited for a pause to end. */
const PAUSE_JITTER_SECONDS = 10;

const subquery = new QueryBuilder();

const isWaiting = eq(emails.state, "WAITING");
const isUnleased = or(isNull(emails.leasedUntil), lte(emails.leasedUntil, sql`now()`));
const currentPause = subquery
  .select({ until: emailPauses.until })
  .from(emailPauses)
  .where(gt(emailPauses.until, sql`now()`));
const account = subquery.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, emails.accountId));
const validLink = subquery
  .select({ id: links.id })
  .from(links)
  .where(
    and(eq(links.id, emails.linkId), isNull(links.usedAt), isNull(links.supersededAt), gt(links.expiresAt, sql`now()`)),
  );
const hasNoInvalidLink = or(isNull(emails.encryptedToken), exists(validLink));

const claim = prepared((db) =>
  db
    .update(emails)
    .set({
      attempts: sql`${emails.attempts} + 1`,
      leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
    })
    .where(
      and(
        eq(emails.id, sql.placeholder("id")),
        isWaiting,
        isUnleased,
        notExists(currentPause),
        exists(account),
        hasNoInvalidLink,
      ),
    )
    .returning(),
);

/** @returns `undefined` if the email is leased, finished, paused or just cancelled */
export async function claimEmail(id: string): Promise<ClaimedEmail | undefined> {
  const [email] = await claim({ id });
  if (!email) await rescheduleOrCancel(id);
  return email;
}

const rescheduleOrCancel = (id: string): Promise<void> =>
  transaction(async (tx) => {
    const [email] = await tx
      .select({
        isUnleased: sql<boolean>`${isUnleased}`,
        isPaused: sql<boolean>`${exists(currentPause)}`,
        hasAccount: sql<boolean>`${exists(account)}`,
        hasNoInvalidLink: sql<boolean>`${hasNoInvalidLink}`,
      })
      .from(emails)
      .where(and(eq(emails.id, id), isWaiting))
      .for("update");
    if (!email) return;
    if (email.isPaused)
      return reschedule(tx, id, sql`(${currentPause}) + random() * make_interval(secs => ${PAUSE_JITTER_SECONDS})`);
    if (email.isUnleased && !email.hasAccount) return cancelEmail(tx, id, ACCOUNT_DELETED);
    if (email.isUnleased && !email.hasNoInvalidLink) return cancelEmail(tx, id, LINK_INVALID);
    // The process that holds the lease may die.
    const leaseEnd = tx.select({ until: emails.leasedUntil }).from(emails).where(eq(emails.id, id));
    await reschedule(tx, id, sql`GREATEST((${leaseEnd}), now())`);
  });

export const reschedule = (tx: Transaction, id: string, runAt: SQL): Promise<void> =>
  addJobs(tx, SEND_EMAIL, [{ ...emailJob(id), runAt }]);
