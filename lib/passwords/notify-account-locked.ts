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

const SUBSCRIBED_TO: EmailNotification = "account-locked";

/** Emails the user how to recover the account, and the administrators who subscribed to such notices. */
export async function notifyAccountLocked(tx: Transaction, accountId: string, lockedAt: Date): Promise<void> {
  if (!isOutgoingMailOn()) return;
  const [locked] = await tx.select().from(accounts).where(eq(accounts.id, accountId));
  if (!locked) return;
  const administrators = await tx
    .select({ id: accounts.id, email: accounts.email, firstName: accounts.firstName })
    .from(accounts)
    .where(
      and(
        sql`${accounts.roles} @> ARRAY[${ADMINISTRATOR}]`,
        sql`${accounts.emailNotifications} @> ARRAY[${SUBSCRIBED_TO}]`,
        ne(accounts.id, accountId),
      ),
    );
  const { email, firstName, lastName } = locked;
  const lock = { at: lockedAt.toISOString(), failedAttempts: config().lockAfter };
  const notice = {
    ...lock,
    lockedEmail: email,
    lockedName: `${firstName} ${lastName}`,
    accountAddress: absoluteUrl(paths.accountDetails(accountId)),
  };
  await queueEmails(tx, [
    {
      kind: "account-locked",
      accountId,
      to: email,
      templateData: { firstName, email, ...lock, forgotPasswordAddress: absoluteUrl(paths.forgotPassword) },
    },
    ...administrators.map(
      (administrator): NewEmail => ({
        kind: "account-locked-notice",
        accountId,
        to: administrator.email,
        templateData: { firstName: administrator.firstName, email: administrator.email, ...notice },
      }),
    ),
  ]);
}
