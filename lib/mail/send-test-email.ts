import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { requireMail } from "./mode.ts";
import { transportName } from "./outgoing-mail-status.ts";
import { queueMails } from "./queue-emails.ts";

/**
 * Queues a mail to the actor, to see whether the settings are right.
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal while outgoing mail is off
 */
export const sendTestMail = (actor: Actor): Promise<void> =>
  administer(actor, async (tx) => {
    requireMail("on");
    const { id: accountId, firstName, email } = actor;
    const facts = { firstName, email, sentBy: email, at: new Date().toISOString(), transport: transportName() ?? "" };
    await queueMails(tx, [{ kind: "test-mail", accountId, to: email, facts }]);
    await record(tx, { event: "test_mail_sent", by: actor, on: actor });
  });
