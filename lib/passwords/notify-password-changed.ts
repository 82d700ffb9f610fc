import type { Transaction } from "#db/client.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";

type Account = Readonly<{ id: string; email: string; firstName: string }>;

/** Cannot be turned off (OWASP ASVS 6.3.7). */
export const notifyPasswordChanged = (tx: Transaction, account: Account, how: "changed" | "reset"): Promise<void> => {
  const { id: accountId, email, firstName } = account;
  const at = new Date().toISOString();
  const templateData = { firstName, email, at, how, forgotPasswordUrl: absoluteUrl(paths.forgotPassword) };
  return queueEmails(tx, [{ kind: "password-changed", accountId, to: email, templateData }]);
};
