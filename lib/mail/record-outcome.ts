import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { emailPauses } from "#db/schema/email-pauses.ts";
import { emails } from "#db/schema/emails.ts";
import { type ClaimedEmail, reschedule } from "./claim-email.ts";
import { type DeliveryDeferred, type DeliveryOutcome, DeliveryRejected } from "./delivery.ts";
import { emailJob } from "./email-jobs.ts";
import { backoffSeconds } from "./retry-delay.ts";

/** Resend forgets idempotency keys after 24 hours; a later attempt might deliver a second time. */
const GIVE_UP_AFTER_HOURS = 23;

const PROBLEM_MAX_LENGTH = 500;

/** Unless the email was claimed again, retried or cancelled in the meantime. */
export const recordOutcome = (email: ClaimedEmail, outcome: DeliveryOutcome): Promise<void> =>
  transaction(async (tx) => {
    if (outcome === "sent") return complete(tx, email, { state: "SENT", problem: null, encryptedToken: null });
    if (outcome instanceof DeliveryRejected) return fail(tx, email, outcome.message);
    return defer(tx, email, outcome);
  });

async function complete(tx: Transaction, email: ClaimedEmail, values: Partial<ClaimedEmail>): Promise<void> {
  const updated = await update(tx, email, { ...values, leasedUntil: null, completedAt: sql`now()` });
  if (updated) await removeJob(tx, emailJob(email.id).key);
}

const fail = (tx: Transaction, email: ClaimedEmail, problem: string): Promise<void> =>
  complete(tx, email, { state: "FAILED", problem: truncate(problem) });

async function defer(tx: Transaction, email: ClaimedEmail, { message, pauseSeconds }: DeliveryDeferred): Promise<void> {
  if (pauseSeconds) await pauseQueue(tx, pauseSeconds);
  const delaySeconds = Math.max(pauseSeconds ?? 0, backoffSeconds(email.attempts));
  const [tooLate] = await tx
    .select({ id: emails.id })
    .from(emails)
    .where(
      sql`${emails.id} = ${email.id} AND now() + make_interval(secs => ${delaySeconds})
        > ${emails.cycleStartedAt} + make_interval(hours => ${GIVE_UP_AFTER_HOURS})`,
    );
  if (tooLate) return fail(tx, email, `Gave up after ${GIVE_UP_AFTER_HOURS} hours. ${message}`);
  const updated = await update(tx, email, { problem: truncate(message), leasedUntil: null });
  if (updated) await reschedule(tx, email.id, sql`now() + make_interval(secs => ${delaySeconds})`);
}

async function update(tx: Transaction, email: ClaimedEmail, values: object): Promise<boolean> {
  const updated = await tx
    .update(emails)
    .set(values)
    .where(
      and(
        eq(emails.id, email.id),
        eq(emails.state, "WAITING"),
        eq(emails.sendCycle, email.sendCycle),
        eq(emails.attempts, email.attempts),
      ),
    )
    .returning({ id: emails.id });
  return updated.length === 1;
}

const pauseQueue = (tx: Transaction, seconds: number) =>
  tx
    .insert(emailPauses)
    .values({ until: sql`now() + make_interval(secs => ${seconds})` })
    .onConflictDoUpdate({
      target: emailPauses.singleton,
      set: { until: sql`GREATEST(${emailPauses.until}, excluded.until)` },
    });

/** Providers may repeat the whole message in their error. */
const truncate = (problem: string): string => problem.slice(0, PROBLEM_MAX_LENGTH);
