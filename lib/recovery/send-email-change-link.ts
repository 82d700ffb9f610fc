import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { chargeMailbox } from "#lib/rate-limits/email-limits.ts";

const job = z.object({ accountId: z.uuid(), email: z.string(), newEmail: z.string() });

/** Runs as a job, so that the request takes the same time for a taken address (OWASP ASVS 6.3.8). */
export async function sendEmailChangeLink(payload: unknown): Promise<void> {
  const { accountId, email, newEmail } = job.parse(payload);
  // The mode may have changed since the request.
  if (!authenticationMode().emailsLinks) return;
  await transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for("no key update");
    // The account may have another email by now.
    if (!account || account.email !== email || (await isTaken(tx, newEmail))) return;
    if (!(await chargeMailbox(tx, "email-change", identifierDigest(newEmail)))) return;
    const minutes = config().resetLinkMinutes;
    const link = await issueLink(tx, { purpose: "email-change", accountId, email: newEmail, minutes });
    const templateData = { firstName: account.firstName, email, newEmail, linkExpiresAt: link.expiresAt.toISOString() };
    await queueEmails(tx, [{ kind: "email-confirmation", accountId, to: newEmail, templateData, link }]);
  });
}

const isTaken = async (tx: Transaction, email: string): Promise<boolean> =>
  (await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.email, email))).length > 0;
