import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import { EMAIL_TAKEN } from "#lib/accounts/core/insert-account.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";
import { InvalidLink } from "#lib/links/link.ts";
import { findSubmittedLink, recordRejectedLink, redeemLink, type SubmittedLink } from "#lib/links/redeem-link.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { requireActiveSession } from "#lib/sessions/active-session.ts";
import { notifyEmailChanged } from "./notify-email-changed.ts";

/**
 * Requires the actor's session, because the new mailbox may be another person's.
 * @throws InvalidLink (and records the attempt), UserError for a taken address
 */
export const confirmEmailChange = (actor: Actor, submitted: SubmittedLink): Promise<string> =>
  confirm(actor, submitted).catch((error) => recordRejectedLink(error, submitted, "email-change", actor));

async function confirm(actor: Actor, submitted: SubmittedLink): Promise<string> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, "email-change");
  if (link.accountId !== actor.id) throw new InvalidLink();
  return transaction(async (tx) => {
    const account = await lockAccount(tx, actor.id);
    await requireActiveSession(tx, actor);
    if (!(await redeemLink(tx, link.token, "email-change"))) throw new InvalidLink();
    const edited = { ...account, email: link.email };
    await saveEmail(tx, edited);
    await supersedeLinks(tx, actor.id);
    const changes = accountChanges(account, edited);
    await record(tx, { event: "account_updated", by: actor, on: edited, changes });
    await notifyEmailChanged(tx, edited, account.email, "owner");
    return edited.email;
  });
}

async function saveEmail(tx: Transaction, account: typeof accounts.$inferSelect): Promise<void> {
  try {
    await tx
      .update(accounts)
      .set({ email: account.email, ...searchColumns(account) })
      .where(eq(accounts.id, account.id));
  } catch (error) {
    throw isUniqueViolation(error) ? new UserError(EMAIL_TAKEN) : error;
  }
}
