import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { mailPauses } from "#db/schema/email-pauses.ts";
import { mails } from "#db/schema/emails.ts";
import { backoffSeconds } from "./backoff.ts";
import { type ClaimedMail, tryAgain } from "./claim-email.ts";
import { type DeliveryPostponed, DeliveryRefused } from "./delivery.ts";
import { mailJob } from "./email-jobs.ts";
import type { Outcome } from "./send-email.ts";

/** Resend knows a key again for 24 hours; past that, one more try might deliver a second time. */
const GIVE_UP_AFTER_HOURS = 23;

const REASON_MAX_LENGTH = 500;

/** Writes down what came of a try, unless somebody else has taken the mail over since, or called it off. */
export const settleMail = (mail: ClaimedMail, outcome: Outcome): Promise<void> =>
  transaction(async (tx) => {
    if (outcome === "sent") return settle(tx, mail, { state: "SENT", problem: null, sealedSecret: null });
    if (outcome instanceof DeliveryRefused)
      return settle(tx, mail, { state: "FAILED", problem: said(outcome.message) });
    return postpone(tx, mail, outcome);
  });

async function settle(tx: Transaction, mail: ClaimedMail, end: Partial<ClaimedMail>): Promise<void> {
  const settled = await update(tx, mail, { ...end, leasedUntil: null, settledAt: sql`now()` });
  if (settled) await removeJob(tx, mailJob(mail.id).key);
}

async function postpone(tx: Transaction, mail: ClaimedMail, failure: DeliveryPostponed): Promise<void> {
  const { pauseSeconds } = failure;
  if (pauseSeconds) await pause(tx, pauseSeconds);
  const waits = Math.max(pauseSeconds ?? 0, backoffSeconds(mail.attempts));
  const [late] = await tx
    .select({ id: mails.id })
    .from(mails)
    .where(
      sql`${mails.id} = ${mail.id} AND now() + make_interval(secs => ${waits})
        > ${mails.roundStartedAt} + make_interval(hours => ${GIVE_UP_AFTER_HOURS})`,
    );
  if (late) {
    const problem = said(`Given up after ${GIVE_UP_AFTER_HOURS} hours. ${failure.message}`);
    return settle(tx, mail, { state: "FAILED", problem });
  }
  const postponed = await update(tx, mail, { problem: said(failure.message), leasedUntil: null });
  if (postponed) await tryAgain(tx, mail.id, sql`now() + make_interval(secs => ${waits})`);
}

async function update(tx: Transaction, mail: ClaimedMail, values: object): Promise<boolean> {
  const updated = await tx
    .update(mails)
    .set(values)
    .where(
      and(
        eq(mails.id, mail.id),
        eq(mails.state, "WAITING"),
        eq(mails.round, mail.round),
        eq(mails.attempts, mail.attempts),
      ),
    )
    .returning({ id: mails.id });
  return updated.length === 1;
}

const pause = (tx: Transaction, seconds: number) =>
  tx
    .insert(mailPauses)
    .values({ until: sql`now() + make_interval(secs => ${seconds})` })
    .onConflictDoUpdate({
      target: mailPauses.only,
      set: { until: sql`GREATEST(${mailPauses.until}, excluded.until)` },
    });

/** Providers repeat what they were sent. */
const said = (reason: string): string => reason.slice(0, REASON_MAX_LENGTH);
