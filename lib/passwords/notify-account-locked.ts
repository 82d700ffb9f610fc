import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { config } from "#lib/config/index.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { type NewEmail, queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";
import type { EmailNotification } from "#lib/profile/email-notifications.ts";

const WANTS_TO_KNOW: EmailNotification = "account-locked";

/** Mails the holder of an account that was just locked how to get back in, and the administrators who want to know. */
export async function notifyAccountLocked(tx: Transaction, accountId: string, lockedAt: Date): Promise<void> {
  if (!isMailOn()) return;
  const [locked] = await tx.select().from(accounts).where(eq(accounts.id, accountId));
  if (!locked) return;
  const administrators = await tx
    .select({ id: accounts.id, email: accounts.email, firstName: accounts.firstName })
    .from(accounts)
    .where(
      and(
        sql`${accounts.roles} @> ARRAY[${ADMINISTRATOR}]`,
        sql`${accounts.emailNotifications} @> ARRAY[${WANTS_TO_KNOW}]`,
        ne(accounts.id, accountId),
      ),
    );
  const { email, firstName, lastName } = locked;
  const happened = { at: lockedAt.toISOString(), failedAttempts: config().lockAfter };
  const about = {
    ...happened,
    lockedEmail: email,
    lockedName: `${firstName} ${lastName}`,
    accountUrl: absoluteUrl(paths.accountDetails(accountId)),
  };
  await queueEmails(tx, [
    {
      kind: "account-locked",
      accountId,
      to: email,
      templateData: { firstName, email, ...happened, forgotPasswordUrl: absoluteUrl(paths.forgotPassword) },
    },
    ...administrators.map(
      (administrator): NewEmail => ({
        kind: "account-locked-notice",
        accountId,
        to: administrator.email,
        templateData: { firstName: administrator.firstName, email: administrator.email, ...about },
      }),
    ),
  ]);
}
