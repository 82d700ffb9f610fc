import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/failures.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import { EMAIL_TAKEN } from "#lib/accounts/core/insert-account.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";
import { InvalidLink } from "#lib/links/link.ts";
import { findSubmittedLink, recordRejectedLink, redeemLink, type SubmittedLink } from "#lib/links/redeem-link.ts";
import { searchText } from "#lib/profile/search-keys.ts";
import { isSessionActive } from "#lib/sessions/still-active.ts";
import { notifyEmailChanged } from "./notify-email-changed.ts";

/**
 * Makes the address that a link was mailed to the actor's own. Only its owner, signed in, can do so: whoever else
 * reads that mailbox cannot. Both addresses are told, and links to the old one end.
 * @returns the new address
 * @throws InvalidLink (and records the attempt) when the link does not work (any more), or is another account's
 * @throws UserError when another account has taken the address meanwhile
 */
export const confirmEmail = (actor: Actor, submitted: SubmittedLink): Promise<string> =>
  confirm(actor, submitted).catch((error) => recordRejectedLink(error, submitted, "email-change", actor));

async function confirm(actor: Actor, submitted: SubmittedLink): Promise<string> {
  requireLocalPasswords();
  const link = await findSubmittedLink(submitted, "email-change");
  if (link.accountId !== actor.id) throw new InvalidLink();
  return transaction(async (tx) => {
    const current = await lockAccount(tx, actor.id);
    if (!(await isSessionActive(tx, actor))) throw new UserError("Your session was ended meanwhile. Sign in again.");
    if (!(await redeemLink(tx, link.token, "email-change"))) throw new InvalidLink();
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
      .set({ email: account.email, searchText: searchText(account) })
      .where(eq(accounts.id, account.id));
  } catch (error) {
    throw isUniqueViolation(error) ? new UserError(EMAIL_TAKEN) : error;
  }
}
