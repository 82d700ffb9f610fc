import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { type NewEmail, queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";
import type { EmailNotification } from "#lib/profile/email-notifications.ts";

const NOTIFICATION: EmailNotification = "account-locked";

/** Emails the user how to regain access, and the administrators who subscribe to this notification. */
export async function notifyAccountLocked(tx: Transaction, accountId: string, lockedAt: Date): Promise<void> {
  if (!isOutgoingMailOn()) return;
  const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId));
  if (!account) return;
  const subscribers = await tx
    .select({ id: accounts.id, email: accounts.email, firstName: accounts.firstName })
    .from(accounts)
    .where(
      and(
        sql`${accounts.roles} @> ARRAY[${ADMINISTRATOR}]`,
        sql`${accounts.emailNotifications} @> ARRAY[${NOTIFICATION}]`,
        ne(accounts.id, accountId),
      ),
    );
  const { email, firstName, lastName } = account;
  const lock = { at: lockedAt.toISOString(), failedAttempts: config().lockAfter };
  const notice = {
    ...lock,
    lockedEmail: email,
    lockedName: `${firstName} ${lastName}`,
    accountUrl: absoluteUrl(paths.accountDetails(accountId)),
  };
  await queueEmails(tx, [
    {
      kind: "account-locked",
      accountId,
      to: email,
      templateData: { firstName, email, ...lock, forgotPasswordUrl: absoluteUrl(paths.forgotPassword) },
    },
    ...subscribers.map(
      (subscriber): NewEmail => ({
        kind: "account-locked-notice",
        accountId,
        to: subscriber.email,
        templateData: { firstName: subscriber.firstName, email: subscriber.email, ...notice },
      }),
    ),
  ]);
}
