import { and, eq, type Placeholder, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { removedJob, removeJob } from "#db/jobs.ts";
import { prepared } from "#db/prepared.ts";
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
export async function recordOutcome(email: ClaimedEmail, outcome: DeliveryOutcome): Promise<void> {
  if (outcome === "sent") {
    const { id, sendCycle, attempts } = email;
    await recordSent({ id, sendCycle, attempts, job: emailJob(id).key });
  } else {
    await transaction((tx) =>
      outcome instanceof DeliveryRejected ? fail(tx, email, outcome.message) : defer(tx, email, outcome),
    );
  }
}

const { placeholder } = sql;

type Claim = Readonly<{ id: string | Placeholder; sendCycle: number | Placeholder; attempts: number | Placeholder }>;

const isClaimed = ({ id, sendCycle, attempts }: Claim) =>
  and(eq(emails.id, id), eq(emails.state, "WAITING"), eq(emails.sendCycle, sendCycle), eq(emails.attempts, attempts));

const recordSent = prepared((db) => {
  const sent = db.$with("sent").as(
    db
      .update(emails)
      .set({ state: "SENT", problem: null, encryptedToken: null, leasedUntil: null, completedAt: sql`now()` })
      .where(
        isClaimed({ id: placeholder("id"), sendCycle: placeholder("sendCycle"), attempts: placeholder("attempts") }),
      )
      .returning({ id: emails.id }),
  );
  return db
    .with(sent)
    .select({ job: removedJob(placeholder("job")) })
    .from(sent);
});

async function fail(tx: Transaction, email: ClaimedEmail, problem: string): Promise<void> {
  const failure = { state: "FAILED", problem: truncate(problem), leasedUntil: null, completedAt: sql`now()` };
  if (await update(tx, email, failure)) await removeJob(tx, emailJob(email.id).key);
}

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
  const updated = await tx.update(emails).set(values).where(isClaimed(email)).returning({ id: emails.id });
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
