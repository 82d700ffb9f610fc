import type { Transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import { supersedeLinks } from "#lib/links/supersede-links.ts";
import { SEND_EMAIL_CHANGE_LINK } from "#lib/mail/email-jobs.ts";
import { queueAfterResponse } from "#lib/mail/queue-after-response.ts";
import { readCredentialSnapshot } from "#lib/passwords/credential-snapshot.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { verifyPassword } from "#lib/passwords/verify-password.ts";
import { countRequest } from "#lib/rate-limits/email-limits.ts";
import { isSessionActive } from "#lib/sessions/still-active.ts";

/**
 * Sends a confirmation link to the actor's new email; nothing changes before it is confirmed. A taken email is answered
 * the same, and gets no link (OWASP ASVS 6.3.8).
 * @throws UserError when the current password is wrong, the email is the actor's already, or no links are emailed
 */
export async function requestEmailChange(actor: Actor, newEmail: string, currentPassword: string): Promise<void> {
  requireMode("emailed-links");
  if (newEmail === actor.email) throw new UserError({ email: "This is your e-mail address already." });
  const snapshot = await readCredentialSnapshot(actor.email);
  const allowed = await verifyPassword(
    {
      snapshot: snapshot?.id === actor.id ? snapshot : undefined,
      password: currentPassword,
      turn: turnOf(actor.id),
      by: actor,
      isSignIn: false,
      refusal: "email_change_failed",
    },
    async (tx) => {
      if (!(await isSessionActive(tx, actor))) throw new UserError("Your session was ended meanwhile. Sign in again.");
      await record(tx, { event: "email_change_requested", by: actor, on: actor });
      if (await countRequest(tx, "email-change", actor.address)) await prepareChange(tx, actor, newEmail);
      return true;
    },
  );
  if (!allowed)
    throw new UserError({ currentPassword: "This is not your current password, or your account is locked." });
}

async function prepareChange(tx: Transaction, { id: accountId, email }: Actor, newEmail: string): Promise<void> {
  // Also for a taken email: whether older links still work must not tell.
  await supersedeLinks(tx, accountId, "email-change");
  const payload = { accountId, email, newEmail };
  await queueAfterResponse(tx, SEND_EMAIL_CHANGE_LINK, { key: `email-change:${accountId}`, payload });
}
