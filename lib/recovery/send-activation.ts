import type { Transaction } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";

type Invited = Readonly<{ id: string; email: string; firstName: string }>;

/**
 * Mails an account's holder the link through which they choose their first password, for a full term.
 * @param invitedBy the administrator's e-mail, unless the holder asked for it themselves
 */
export async function sendActivation(tx: Transaction, account: Invited, invitedBy: string | null): Promise<void> {
  const { id: accountId, email, firstName } = account;
  const minutes = config().activationLinkHours * 60;
  const link = await issueLink(tx, { purpose: "activation", accountId, email, minutes });
  const templateData = { firstName, email, invitedBy, linkExpiresAt: link.expiresAt.toISOString() };
  await queueEmails(tx, [{ kind: "account-activation", accountId, to: email, templateData, link }]);
}
