import type { Transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";
import { SEND_EMAIL_CHANGE_LINK } from "#lib/mail/email-jobs.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { queueAfterResponse } from "#lib/mail/queue-after-response.ts";
import { readCredentialSnapshot } from "#lib/passwords/credential-snapshot.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { verifyPassword } from "#lib/passwords/verify-password.ts";
import { countRequest } from "#lib/rate-limits/email-limits.ts";
import { isSessionActive } from "#lib/sessions/still-active.ts";

/**
 * Mails a link to the address that the actor wants to sign in with from now on; nothing changes before it is confirmed.
 * An address that another account has is answered the same, and gets no mail (OWASP ASVS 6.3.8).
 * @throws UserError when the current password is wrong, the address is the actor's already, or outgoing mail is off
 */
export async function requestEmailChange(actor: Actor, newEmail: string, currentPassword: string): Promise<void> {
  requireLocalPasswords();
  requireMail("on");
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
  // Also for an address that is taken: whether older links still work must not tell which are.
  await supersedeLinks(tx, accountId, "email-change");
  const payload = { accountId, email, newEmail };
  await queueAfterResponse(tx, SEND_EMAIL_CHANGE_LINK, { key: `email-change:${accountId}`, payload });
}
