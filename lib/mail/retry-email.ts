import { and, eq, sql } from "drizzle-orm";
import { addJobs } from "#db/jobs.ts";
import { mails } from "#db/schema/emails.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";
import { mailJob, SEND_MAIL } from "./email-jobs.ts";

/**
 * Sends a failed mail again, as a new one to the provider. One whose link has ended meanwhile is called off instead.
 * @returns whom it goes to
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when it has not failed
 */
export const retryMail = (actor: Actor, id: string): Promise<string> =>
  administer(actor, async (tx) => {
    if (!isId(id)) throw new NotFound();
    const [mail] = await tx
      .update(mails)
      .set({
        state: "WAITING",
        round: sql`${mails.round} + 1`,
        roundStartedAt: sql`now()`,
        attempts: 0,
        problem: null,
        settledAt: null,
      })
      .where(and(eq(mails.id, id), eq(mails.state, "FAILED")))
      .returning();
    if (!mail) throw new NotFound();
    await addJobs(tx, SEND_MAIL, [mailJob(id)]);
    await record(tx, { event: "mail_retried", by: actor, on: { id: mail.accountId, email: mail.recipient } });
    return mail.recipient;
  });
