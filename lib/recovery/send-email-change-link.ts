import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { config } from "#lib/config/index.ts";
import { identifierDigest } from "#lib/crypto/derived-keys.ts";
import { issueLink } from "#lib/links/issue-link.ts";
import { hasEmailedLinks } from "#lib/mail/mode.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { chargeMailbox } from "#lib/rate-limits/email-limits.ts";

const job = z.object({ accountId: z.uuid(), email: z.string(), newEmail: z.string() });

/**
 * Sends a link to the address that an account's holder wants to sign in with, unless another account has it. Done as a
 * job and not in the request, which therefore takes the same time for an address that is taken (OWASP ASVS 6.3.8).
 */
export async function sendEmailChangeLink(payload: unknown): Promise<void> {
  const { accountId, email, newEmail } = job.parse(payload);
  // The mode may be another one than when it was asked for.
  if (!hasEmailedLinks()) return;
  await transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for("no key update");
    // It may have another address meanwhile.
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
