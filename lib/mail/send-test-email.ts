import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { requireOutgoingMail } from "#lib/config/authentication-mode.ts";
import { transportName } from "./outgoing-mail-status.ts";
import { queueEmails } from "./queue-emails.ts";

/** @throws Forbidden, UserError while outgoing mail is off */
export const sendTestEmail = (actor: Actor): Promise<void> =>
  asAdministrator(actor, async (tx) => {
    requireOutgoingMail();
    const { id: accountId, firstName, email } = actor;
    const templateData = {
      firstName,
      email,
      requestedBy: email,
      at: new Date().toISOString(),
      transport: transportName() ?? "",
    };
    await queueEmails(tx, [{ kind: "test-email", accountId, to: email, templateData }]);
    await record(tx, { event: "test_email_sent", by: actor, on: actor });
  });
