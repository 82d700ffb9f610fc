import { and, eq, sql } from "drizzle-orm";
import { addJobs } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";

/**
 * Sends a failed mail again, as a new one to the provider. One whose link has ended meanwhile is called off instead.
 * @returns whom it goes to
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when it has not failed
 */
export const retryEmail = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [mail] = await tx
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
    if (!mail) throw new NotFound();
    await addJobs(tx, SEND_EMAIL, [emailJob(id)]);
    await record(tx, { event: "email_retried", by: actor, on: { id: mail.accountId, email: mail.recipient } });
    return mail.recipient;
  });
