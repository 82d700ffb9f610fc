import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import { backoffSeconds } from "./backoff.ts";
import { type ClaimedEmail, reschedule } from "./claim-email.ts";
import { type DeliveryOutcome, type DeliveryPostponed, DeliveryRefused } from "./delivery.ts";
import { emailJob } from "./email-jobs.ts";

/** Resend knows a key again for 24 hours; past that, one more try might deliver a second time. */
const GIVE_UP_AFTER_HOURS = 23;

const REASON_MAX_LENGTH = 500;

/** Writes down what came of a try, unless somebody else has taken the mail over since, or called it off. */
export const recordOutcome = (mail: ClaimedEmail, outcome: DeliveryOutcome): Promise<void> =>
  transaction(async (tx) => {
    if (outcome === "sent") return settle(tx, mail, { state: "SENT", problem: null, encryptedToken: null });
    if (outcome instanceof DeliveryRefused)
      return settle(tx, mail, { state: "FAILED", problem: said(outcome.message) });
    return postpone(tx, mail, outcome);
  });

async function settle(tx: Transaction, mail: ClaimedEmail, end: Partial<ClaimedEmail>): Promise<void> {
  const settled = await update(tx, mail, { ...end, leasedUntil: null, completedAt: sql`now()` });
  if (settled) await removeJob(tx, emailJob(mail.id).key);
}

async function postpone(tx: Transaction, mail: ClaimedEmail, failure: DeliveryPostponed): Promise<void> {
  const { pauseSeconds } = failure;
  if (pauseSeconds) await pause(tx, pauseSeconds);
  const waits = Math.max(pauseSeconds ?? 0, backoffSeconds(mail.attempts));
  const [late] = await tx
    .select({ id: emails.id })
    .from(emails)
    .where(
      sql`${emails.id} = ${mail.id} AND now() + make_interval(secs => ${waits})
        > ${emails.cycleStartedAt} + make_interval(hours => ${GIVE_UP_AFTER_HOURS})`,
    );
  if (late) {
    const problem = said(`Given up after ${GIVE_UP_AFTER_HOURS} hours. ${failure.message}`);
    return settle(tx, mail, { state: "FAILED", problem });
  }
  const postponed = await update(tx, mail, { problem: said(failure.message), leasedUntil: null });
  if (postponed) await reschedule(tx, mail.id, sql`now() + make_interval(secs => ${waits})`);
}

async function update(tx: Transaction, mail: ClaimedEmail, values: object): Promise<boolean> {
  const updated = await tx
    .update(emails)
    .set(values)
    .where(
      and(
        eq(emails.id, mail.id),
        eq(emails.state, "WAITING"),
        eq(emails.sendCycle, mail.sendCycle),
        eq(emails.attempts, mail.attempts),
      ),
    )
    .returning({ id: emails.id });
  return updated.length === 1;
}

const pause = (tx: Transaction, seconds: number) =>
  tx
    .insert(emailPauses)
    .values({ until: sql`now() + make_interval(secs => ${seconds})` })
    .onConflictDoUpdate({
      target: emailPauses.only,
      set: { until: sql`GREATEST(${emailPauses.until}, excluded.until)` },
    });

/** Providers repeat what they were sent. */
const said = (reason: string): string => reason.slice(0, REASON_MAX_LENGTH);
