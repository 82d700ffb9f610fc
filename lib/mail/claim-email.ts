import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { accounts } from "#db/schema/accounts.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { cancelEmail } from "./cancel-emails.ts";
import { DELIVERY_TIMEOUT_MS } from "./delivery.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";

export type ClaimedEmail = typeof emails.$inferSelect;

/** Longer than any delivery takes, so that whoever lets it run out is not alive. */
const LEASE_SECONDS = (2 * DELIVERY_TIMEOUT_MS) / 1000;

/** Mails that wait for the end of a pause come back spread over so many seconds. */
const SPREAD_SECONDS = 10;

/**
 * Takes a mail to be sent by this process alone, for as long as the lease lasts; the job for the next try stands ready
 * behind it, in case this process dies.
 * @returns `undefined` when there is nothing to send now: somebody else has it, the provider asked for a pause, it is
 * settled, or its reason has passed, and then it is called off
 */
export const claimEmail = (id: string): Promise<ClaimedEmail | undefined> =>
  transaction(async (tx) => {
    const pausedUntil = await pauseEnd(tx);
    if (pausedUntil) {
      await reschedule(tx, id, sql`${pausedUntil}::timestamptz + random() * make_interval(secs => ${SPREAD_SECONDS})`);
      return undefined;
    }
    const [mail] = await tx
      .update(emails)
      .set({
        attempts: sql`${emails.attempts} + 1`,
        leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
      })
      .where(
        and(eq(emails.id, id), eq(emails.state, "WAITING"), sql`coalesce(${emails.leasedUntil}, '-infinity') <= now()`),
      )
      .returning();
    if (!mail) return undefined;
    const passed = await passedReason(tx, mail);
    if (passed) {
      await cancelEmail(tx, id, passed);
      return undefined;
    }
    await reschedule(tx, id, sql`now() + make_interval(secs => ${LEASE_SECONDS})`);
    return mail;
  });

/** Puts off the next try at a mail. */
export const reschedule = (tx: Transaction, id: string, runAt: ReturnType<typeof sql>): Promise<void> =>
  addJobs(tx, SEND_EMAIL, [{ ...emailJob(id), runAt }]);

async function pauseEnd(tx: Transaction): Promise<string | undefined> {
  const [pause] = await tx
    .select({ until: sql<string>`${emailPauses.until}::text` })
    .from(emailPauses)
    .where(sql`${emailPauses.until} > now()`);
  return pause?.until;
}

/** Why a mail is not worth sending any more, if it is not. */
async function passedReason(tx: Transaction, mail: ClaimedEmail): Promise<string | undefined> {
  const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, mail.accountId));
  if (!account) return "The account was deleted.";
  if (!mail.encryptedToken) return undefined;
  const [open] = await tx
    .select({ id: links.id })
    .from(links)
    .where(
      sql`${links.id} = ${mail.linkId} AND ${links.usedAt} IS NULL AND ${links.supersededAt} IS NULL
        AND ${links.expiresAt} > now()`,
    );
  return open ? undefined : "The link in it no longer works.";
}
