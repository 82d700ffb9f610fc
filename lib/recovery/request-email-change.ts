import type { Transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";
import { SEND_EMAIL_CHANGE_LINK } from "#lib/mail/email-jobs.ts";
import { queueAfterResponse } from "#lib/mail/queue-after-response.ts";
import { verifyCurrentPassword } from "#lib/passwords/verify-current-password.ts";
import { countRequest } from "#lib/rate-limits/email-limits.ts";

/** A taken address gets the same response, but no email (OWASP ASVS 6.3.8). @throws UserError */
export async function requestEmailChange(actor: Actor, newEmail: string, currentPassword: string): Promise<void> {
  requireMode("emailed-links");
  if (newEmail === actor.email) throw new UserError({ email: "This is already your email address." });
  const attempt = { password: currentPassword, failureEvent: "email_change_failed" } as const;
  await verifyCurrentPassword(actor, attempt, async (tx) => {
    await record(tx, { event: "email_change_requested", by: actor, on: actor });
    if (await countRequest(tx, "email-change", actor.address)) await queueLink(tx, actor, newEmail);
  });
}

async function queueLink(tx: Transaction, { id: accountId, email }: Actor, newEmail: string): Promise<void> {
  // Also for a taken address: older links that keep working would reveal it.
  await supersedeLinks(tx, accountId, "email-change");
  const payload = { accountId, email, newEmail };
  await queueAfterResponse(tx, SEND_EMAIL_CHANGE_LINK, { key: `email-change:${accountId}`, payload });
}
