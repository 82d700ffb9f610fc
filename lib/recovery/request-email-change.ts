import type { Transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { Refusal } from "#lib/errors.ts";
import { requirePasswordsHere } from "#lib/federation/local-passwords.ts";
import { replaceLinks } from "#lib/links/supersede-links.ts";
import { MAIL_EMAIL_CHANGE } from "#lib/mail/email-jobs.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { queueForAfterwards } from "#lib/mail/queue-after-response.ts";
import { findCandidate } from "#lib/passwords/credential-snapshot.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { judgePassword } from "#lib/passwords/verify-password.ts";
import { countRequest } from "#lib/rate-limits/email-limits.ts";
import { isStillSignedIn } from "#lib/sessions/still-active.ts";

/**
 * Mails a link to the address that the actor wants to sign in with from now on; nothing changes before it is confirmed.
 * An address that another account has is answered the same, and gets no mail (OWASP ASVS 6.3.8).
 * @throws Refusal when the current password is wrong, the address is the actor's already, or outgoing mail is off
 */
export async function askEmailChange(actor: Actor, newEmail: string, currentPassword: string): Promise<void> {
  requirePasswordsHere();
  requireMail("on");
  if (newEmail === actor.email) throw new Refusal({ email: "This is your e-mail address already." });
  const candidate = await findCandidate(actor.email);
  const allowed = await judgePassword(
    {
      candidate: candidate?.id === actor.id ? candidate : undefined,
      password: currentPassword,
      turn: turnOf(actor.id),
      by: actor,
      isSignIn: false,
      refusal: "email_change_refused",
    },
    async (tx) => {
      if (!(await isStillSignedIn(tx, actor))) throw new Refusal("Your session was ended meanwhile. Sign in again.");
      await record(tx, { event: "email_change_asked", by: actor, on: actor });
      if (await countRequest(tx, "email-change", actor.address)) await prepareChange(tx, actor, newEmail);
      return true;
    },
  );
  if (!allowed) throw new Refusal({ currentPassword: "This is not your current password, or your account is locked." });
}

async function prepareChange(tx: Transaction, { id: accountId, email }: Actor, newEmail: string): Promise<void> {
  // Also for an address that is taken: whether older links still work must not tell which are.
  await replaceLinks(tx, accountId, "email-change");
  const payload = { accountId, email, newEmail };
  await queueForAfterwards(tx, MAIL_EMAIL_CHANGE, { key: `email change:${accountId}`, payload });
}
