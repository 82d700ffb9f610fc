import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
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

/** @returns `undefined` if the email is leased, finished, paused or just cancelled */
export const claimEmail = (id: string): Promise<ClaimedEmail | undefined> =>
  transaction(async (tx) => {
    const pausedUntil = await findPauseEnd(tx);
    if (pausedUntil) {
      const jitter = sql`random() * make_interval(secs => ${PAUSE_JITTER_SECONDS})`;
      await reschedule(tx, id, sql`${pausedUntil}::timestamptz + ${jitter}`);
      return undefined;
    }
    const [email] = await tx
      .update(emails)
      .set({
        attempts: sql`${emails.attempts} + 1`,
        leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
      })
      .where(
        and(eq(emails.id, id), eq(emails.state, "WAITING"), sql`coalesce(${emails.leasedUntil}, '-infinity') <= now()`),
      )
      .returning();
    if (!email) return undefined;
    const obsolete = await obsoleteReason(tx, email);
    if (obsolete) {
      await cancelEmail(tx, id, obsolete);
      return undefined;
    }
    await reschedule(tx, id, sql`now() + make_interval(secs => ${LEASE_SECONDS})`);
    return email;
  });

export const reschedule = (tx: Transaction, id: string, runAt: ReturnType<typeof sql>): Promise<void> =>
  addJobs(tx, SEND_EMAIL, [{ ...emailJob(id), runAt }]);

async function findPauseEnd(tx: Transaction): Promise<string | undefined> {
  const [pause] = await tx
    .select({ until: sql<string>`${emailPauses.until}::text` })
    .from(emailPauses)
    .where(sql`${emailPauses.until} > now()`);
  return pause?.until;
}

async function obsoleteReason(tx: Transaction, email: ClaimedEmail): Promise<string | undefined> {
  const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, email.accountId));
  if (!account) return ACCOUNT_DELETED;
  if (!email.encryptedToken) return undefined;
  const [validLink] = await tx
    .select({ id: links.id })
    .from(links)
    .where(
      sql`${links.id} = ${email.linkId} AND ${links.usedAt} IS NULL AND ${links.supersededAt} IS NULL
        AND ${links.expiresAt} > now()`,
    );
  return validLink ? undefined : LINK_INVALID;
}
