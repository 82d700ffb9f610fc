import type { Transaction } from "#db/client.ts";
import { type NewEmail, queueEmails } from "#lib/mail/queue-emails.ts";

type Account = Readonly<{ id: string; email: string; firstName: string }>;

/** Emails both addresses. Cannot be turned off (OWASP ASVS 6.3.7). */
export const notifyEmailChanged = (
  tx: Transaction,
  { id: accountId, email, firstName }: Account,
  oldEmail: string,
  by: "owner" | "administrator",
): Promise<void> => {
  const at = new Date().toISOString();
  const notice = (to: string): NewEmail => ({
    kind: "email-changed",
    accountId,
    to,
    templateData: { firstName, email: to, at, by, isNewAddress: to === email },
  });
  return queueEmails(tx, [notice(oldEmail), notice(email)]);
};
