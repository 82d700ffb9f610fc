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
import { InvalidLink } from "#lib/links/invalid-link.ts";
import { recordRejectedLink } from "#lib/links/record-rejected-link.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { findSubmittedLink, type SubmittedLink } from "#lib/links/submitted-link.ts";
import { supersedeLinks } from "#lib/links/supersede-links.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { isSessionActive } from "#lib/sessions/still-active.ts";
import { notifyEmailChanged } from "./notify-email-changed.ts";

/**
 * Changes the actor's email to the address that a link was sent to. Only the account's signed-in user can do so, and
 * nobody else who reads that mailbox.
 * @returns the new email
 * @throws InvalidLink (and records the attempt) when the link is not valid, or another account's
 * @throws UserError when another account has taken the email since
 */
export const confirmEmailChange = (actor: Actor, submitted: SubmittedLink): Promise<string> =>
  confirm(actor, submitted).catch((error) => recordRejectedLink(error, submitted, "email-change", actor));

async function confirm(actor: Actor, submitted: SubmittedLink): Promise<string> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, "email-change");
  if (link.accountId !== actor.id) throw new InvalidLink();
  return transaction(async (tx) => {
    const current = await lockAccount(tx, actor.id);
    if (!(await isSessionActive(tx, actor))) throw new UserError("Your session was ended meanwhile. Sign in again.");
    if (!(await redeemLink(tx, link.secret, "email-change"))) throw new InvalidLink();
    const edited = { ...current, email: link.email };
    await saveEmail(tx, edited);
    await supersedeLinks(tx, actor.id);
    const changes = accountChanges(current, edited);
    await record(tx, { event: "account_updated", by: actor, on: edited, changes });
    await notifyEmailChanged(tx, edited, current.email, "owner");
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
