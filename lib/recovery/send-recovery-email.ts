import { eq } from "drizzle-orm";
import { z } from "zod";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { findActivation } from "#lib/accounts/core/activation.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { sendActivation } from "./send-activation.ts";

const job = z.object({ accountId: z.uuid().nullable(), email: z.string().nullable() });

/** Runs as a job, so that the request takes the same time for an unknown email (OWASP ASVS 6.3.8). */
export async function sendRecoveryEmail(payload: unknown): Promise<void> {
  const { accountId, email } = job.parse(payload);
  // The mode may have changed since the request.
  if (!accountId || !authenticationMode().emailsLinks) return;
  await transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for("no key update");
    // A link requested for one mailbox must not go to another.
    if (!account || account.email !== email) return;
    const { isActivated, hasPassword, hasChosenPassword } = await findActivation(tx, accountId);
    if (!isActivated) return sendActivation(tx, account, null);
    const minutes = config().forgotLinkMinutes;
    const link = await issueLink(tx, { purpose: "password-reset", accountId, email: account.email, minutes });
    const { firstName } = account;
    const isFirst = !hasPassword && !hasChosenPassword;
    const templateData = { firstName, email: account.email, isFirst, linkExpiresAt: link.expiresAt.toISOString() };
    await queueEmails(tx, [{ kind: "forgot-password", accountId, to: account.email, templateData, link }]);
  });
}
