import type { Transaction } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";

type Account = Readonly<{ id: string; email: string; firstName: string }>;

/** @param invitedBy the administrator's email; `null` when the user requested the link */
export async function sendActivation(tx: Transaction, account: Account, invitedBy: string | null): Promise<void> {
  const { id: accountId, email, firstName } = account;
  const minutes = config().activationLinkHours * 60;
  const link = await issueLink(tx, { purpose: "activation", accountId, email, minutes });
  const templateData = { firstName, email, invitedBy, linkExpiresAt: link.expiresAt.toISOString() };
  await queueEmails(tx, [{ kind: "account-activation", accountId, to: email, templateData, link }]);
}
