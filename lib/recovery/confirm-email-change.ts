import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/failures.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { accountChanges } from "#lib/accounts/core/account-changes.ts";
import { EMAIL_TAKEN } from "#lib/accounts/core/insert-account.ts";
import { findForChange } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { Refusal } from "#lib/errors.ts";
import { requirePasswordsHere } from "#lib/federation/local-passwords.ts";
import { LinkClosed } from "#lib/links/invalid-link.ts";
import { recordRefusedLink } from "#lib/links/record-rejected-link.ts";
import { redeemLink } from "#lib/links/redeem-link.ts";
import { findShownLink, type HeldLink } from "#lib/links/submitted-link.ts";
import { replaceLinks } from "#lib/links/supersede-links.ts";
import { searchText } from "#lib/profile/search-keys.ts";
import { isStillSignedIn } from "#lib/sessions/still-active.ts";
import { tellOfEmailChange } from "./notify-email-changed.ts";

/**
 * Makes the address that a link was mailed to the actor's own. Only its owner, signed in, can do so: whoever else
 * reads that mailbox cannot. Both addresses are told, and links to the old one end.
 * @returns the new address
 * @throws LinkClosed (and records the attempt) when the link does not work (any more), or is another account's
 * @throws Refusal when another account has taken the address meanwhile
 */
export const confirmEmail = (actor: Actor, held: HeldLink): Promise<string> =>
  confirm(actor, held).catch((error) => recordRefusedLink(error, held, "email-change", actor));

async function confirm(actor: Actor, held: HeldLink): Promise<string> {
  requirePasswordsHere();
  const link = await findShownLink(held, "email-change");
  if (link.accountId !== actor.id) throw new LinkClosed();
  return transaction(async (tx) => {
    const current = await findForChange(tx, actor.id);
    if (!(await isStillSignedIn(tx, actor))) throw new Refusal("Your session was ended meanwhile. Sign in again.");
    if (!(await redeemLink(tx, link.secret, "email-change"))) throw new LinkClosed();
    const edited = { ...current, email: link.email };
    await saveEmail(tx, edited);
    await replaceLinks(tx, actor.id);
    const changes = accountChanges(current, edited);
    await record(tx, { event: "account_changed", by: actor, on: edited, changes });
    await tellOfEmailChange(tx, edited, current.email, "owner");
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
    throw isUniqueViolation(error) ? new Refusal(EMAIL_TAKEN) : error;
  }
}
