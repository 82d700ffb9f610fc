import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { accounts } from "#db/schema/accounts.ts";
import { mailPauses } from "#db/schema/email-pauses.ts";
import { mails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { cancelMail } from "./cancel-emails.ts";
import { DELIVERY_TIMEOUT_MS } from "./delivery.ts";
import { mailJob, SEND_MAIL } from "./email-jobs.ts";

export type ClaimedMail = typeof mails.$inferSelect;

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
export const claimMail = (id: string): Promise<ClaimedMail | undefined> =>
  transaction(async (tx) => {
    const pausedUntil = await pauseEnd(tx);
    if (pausedUntil) {
      await tryAgain(tx, id, sql`${pausedUntil}::timestamptz + random() * make_interval(secs => ${SPREAD_SECONDS})`);
      return undefined;
    }
    const [mail] = await tx
      .update(mails)
      .set({
        attempts: sql`${mails.attempts} + 1`,
        leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
      })
      .where(
        and(eq(mails.id, id), eq(mails.state, "WAITING"), sql`coalesce(${mails.leasedUntil}, '-infinity') <= now()`),
      )
      .returning();
    if (!mail) return undefined;
    const passed = await passedReason(tx, mail);
    if (passed) {
      await cancelMail(tx, id, passed);
      return undefined;
    }
    await tryAgain(tx, id, sql`now() + make_interval(secs => ${LEASE_SECONDS})`);
    return mail;
  });

/** Puts off the next try at a mail. */
export const tryAgain = (tx: Transaction, id: string, runAt: ReturnType<typeof sql>): Promise<void> =>
  addJobs(tx, SEND_MAIL, [{ ...mailJob(id), runAt }]);

async function pauseEnd(tx: Transaction): Promise<string | undefined> {
  const [pause] = await tx
    .select({ until: sql<string>`${mailPauses.until}::text` })
    .from(mailPauses)
    .where(sql`${mailPauses.until} > now()`);
  return pause?.until;
}

/** Why a mail is not worth sending any more, if it is not. */
async function passedReason(tx: Transaction, mail: ClaimedMail): Promise<string | undefined> {
  const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, mail.accountId));
  if (!account) return "The account was deleted.";
  if (!mail.sealedSecret) return undefined;
  const [open] = await tx
    .select({ id: links.id })
    .from(links)
    .where(
      sql`${links.id} = ${mail.linkId} AND ${links.usedAt} IS NULL AND ${links.replacedAt} IS NULL
        AND ${links.expiresAt} > now()`,
    );
  return open ? undefined : "The link in it no longer works.";
}
