import type { Transaction } from "#db/client.ts";
import { type NewMail, queueMails } from "#lib/mail/queue-emails.ts";

type Account = Readonly<{ id: string; email: string; firstName: string }>;

/** Mails the old and the new address of an account that it has changed (OWASP ASVS 6.3.7). */
export const tellOfEmailChange = (
  tx: Transaction,
  { id: accountId, email, firstName }: Account,
  oldEmail: string,
  by: "owner" | "administrator",
): Promise<void> => {
  const at = new Date().toISOString();
  const told = (to: string): NewMail => ({
    kind: "email-changed",
    accountId,
    to,
    facts: { firstName, email: to, at, by, isNewAddress: to === email },
  });
  return queueMails(tx, [told(oldEmail), told(email)]);
};
