import { and, eq, sql } from "drizzle-orm";
import { addJobs } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { cancelEmail } from "./cancel-emails.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";

/** @throws Forbidden, NotFound unless the email is FAILED */
export const retryEmail = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [email] = await tx
      .update(emails)
      .set({
        state: "WAITING",
        sendCycle: sql`${emails.sendCycle} + 1`,
        cycleStartedAt: sql`now()`,
        attempts: 0,
        problem: null,
        completedAt: null,
      })
      .where(and(eq(emails.id, id), eq(emails.state, "FAILED")))
      .returning();
    if (!email) throw new NotFound();
    await addJobs(tx, SEND_EMAIL, [emailJob(id)]);
    await record(tx, { event: "email_retried", by: actor, on: { id: email.accountId, email: email.recipient } });
    return email.recipient;
  });

/** Ends the warning about the email. @throws Forbidden, NotFound unless the email is FAILED */
export const discardEmail = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [email] = await tx
      .select()
      .from(emails)
      .where(and(eq(emails.id, id), eq(emails.state, "FAILED")))
      .for("update");
    if (!email) throw new NotFound();
    await cancelEmail(tx, id, `Discarded by ${actor.email}. ${email.problem ?? ""}`);
    await record(tx, { event: "email_discarded", by: actor, on: { id: email.accountId, email: email.recipient } });
    return email.recipient;
  });
