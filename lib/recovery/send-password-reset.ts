import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { canReset, requireAllowed } from "#lib/accounts/core/account-policy.ts";
import { findActivation } from "#lib/accounts/core/activation.ts";
import { requireRemainingAdministrator } from "#lib/accounts/core/last-administrator.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { removePassword } from "#lib/passwords/store-password.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";
import { sendActivation } from "./send-activation.ts";

export type SentReset = Readonly<{
  email: string;
  /** "first password" where the user has only signed in through an identity provider. */
  kind: "new password" | "first password" | "activation";
}>;

/**
 * @param endAccess removes the password and revokes all sessions, instead of letting them work until the reset
 * @throws Forbidden, NotFound, UserError for the actor's own account and the last administrator
 */
export const sendPasswordReset = (actor: Actor, id: string, endAccess: boolean): Promise<SentReset> =>
  asAdministrator(actor, async (tx) => {
    const mode = requireMode("emailed-links");
    const account = await lockAccount(tx, id);
    requireAllowed(canReset(actor, account, mode));
    const { id: accountId, email, firstName } = account;
    const { isActivated, hasPassword, hasChosenPassword } = await findActivation(tx, accountId);
    const isFirst = !hasPassword && !hasChosenPassword;
    if (isActivated) {
      const minutes = config().resetLinkMinutes;
      const link = await issueLink(tx, { purpose: "password-reset", accountId, email, minutes });
      const accessEnded = endAccess || !hasPassword;
      const templateData = { firstName, email, isFirst, accessEnded, linkExpiresAt: link.expiresAt.toISOString() };
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
