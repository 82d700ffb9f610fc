import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { findActivation } from "#lib/accounts/core/activation.ts";
import { requireRemainingAdministrator } from "#lib/accounts/core/last-administrator.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { removePassword } from "#lib/passwords/store-password.ts";
import { revokeSessions } from "#lib/sessions/create-session.ts";
import { sendActivation } from "./send-activation.ts";

export type SentReset = Readonly<{
  email: string;
  /** What it is: to choose a new password, to choose the first one after other ways to sign in, or to activate. */
  kind: "new password" | "first password" | "activation";
}>;

/**
 * Sends an account's user a link to choose a password; who has never come in gets their activation link, be it again.
 * Until that is done the old password works on, and a LOCKED account stays so, unless access is to end now.
 * @param endAccess takes the password away and ends every session at once
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws UserError when it is the actor's own, outgoing mail is off, passwords are not kept here, or no administrator who
 *   can sign in would remain
 */
export const sendPasswordReset = (actor: Actor, id: string, endAccess: boolean): Promise<SentReset> =>
  asAdministrator(actor, async (tx) => {
    requireLocalPasswords();
    requireMail("on");
    const account = await lockAccount(tx, id);
    if (account.id === actor.id) throw new UserError("Change your own password on your account page.");
    const { id: accountId, email, firstName } = account;
    const { isActivated, hasPassword, hasChosenPassword } = await findActivation(tx, accountId);
    const isFirst = !hasPassword && !hasChosenPassword;
    if (isActivated) {
      const minutes = config().resetLinkMinutes;
      const link = await issueLink(tx, { purpose: "password-reset", accountId, email, minutes });
      const accessEnded = endAccess || !hasPassword;
      const templateData = { firstName, email, isFirst, accessEnded, linkEndsAt: link.endsAt.toISOString() };
      await queueEmails(tx, [{ kind: "password-reset", accountId, to: email, templateData, link }]);
    } else {
      await sendActivation(tx, account, actor.email);
    }
    if (endAccess) {
      await removePassword(tx, accountId);
      await revokeSessions(tx, accountId);
      if (isAdministrator(account)) await requireRemainingAdministrator(tx);
    }
    const changes = endAccess ? [{ field: "Access", from: null, to: "ended until the reset" }] : [];
    const event = isActivated ? "password_reset_sent" : "activation_sent";
    await record(tx, { event, by: actor, on: account, changes });
    return { email, kind: !isActivated ? "activation" : isFirst ? "first password" : "new password" };
  });
