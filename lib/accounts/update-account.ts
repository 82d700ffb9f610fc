import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/failures.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { supersedeLinks } from "#lib/links/supersede-links.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { searchText, sortKey } from "#lib/profile/search-keys.ts";
import { notifyEmailChanged } from "#lib/recovery/notify-email-changed.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { type AccountSnapshot, accountChanges, LOCALLY_MANAGED_FIELDS } from "./core/account-changes.ts";
import type { AccountUpdate } from "./core/account-input.ts";
import { findActivation } from "./core/activation.ts";
import { EMAIL_TAKEN } from "./core/insert-account.ts";
import { requireRemainingAdministrator } from "./core/last-administrator.ts";
import { lockAccount } from "./core/lock-account.ts";
import { StaleEdit } from "./core/stale-edit.ts";

/**
 * Changes an account.
 * @param seen the account as the actor saw it when they began; somebody's change since then is not overwritten
 * @returns the e-mail under which the account is known now
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws StaleEdit with the account as it is now, when it is no longer as it was seen
 * @throws UserError when the e-mail is taken, a domain cannot be assigned, no administrator who can sign in would
 *   remain, or the identity provider decides what was to be changed
 */
export const updateAccount = (actor: Actor, id: string, edit: AccountUpdate, seen: AccountSnapshot): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const current = await lockAccount(tx, id);
    if (accountChanges(seen, current).length > 0) throw new StaleEdit(current);
    const { restrictions: wanted = current.restrictions, ...fields } = edit;
    const chosen = await findRestrictions(tx, edit.roles, wanted, current.restrictions);
    const changes = accountChanges(current, { ...fields, restrictions: chosen.map(({ name }) => name) });
    if (changes.length === 0) return current.email;
    requireDecidedHere(changes);

    const demoted = isAdministrator(current) && !isAdministrator(edit);
    if (demoted && current.id === actor.id)
      throw new UserError({ roles: "You cannot give up your own Administrator role; another administrator can." });
    await saveAccount(tx, current.id, fields);
    await storeRestrictions(tx, current.id, chosen);
    if (demoted) await requireRemainingAdministrator(tx);
    if (edit.email !== current.email) await moveToNewEmail(tx, { ...edit, id: current.id }, current.email, actor);
    await record(tx, { event: "account_updated", by: actor, on: { id: current.id, email: edit.email }, changes });
    return edit.email;
  });

/** While an identity provider signs people in, who they are is its business, and what they may do here is ours. */
function requireDecidedHere(changes: readonly Change[]): void {
  const { federation } = config();
  if (federation && changes.some(({ field }) => !LOCALLY_MANAGED_FIELDS.includes(field)))
    throw new UserError(`Names, e-mail and phone come from ${federation.name}. Change them there.`);
}

/** Links to the old address end, both addresses are told, and who has not come in yet is invited at the new one. */
async function moveToNewEmail(tx: Transaction, account: AccountUpdate & { id: string }, old: string, actor: Actor) {
  await supersedeLinks(tx, account.id);
  await notifyEmailChanged(tx, account, old, "administrator");
  if (!isMailOn()) return;
  const { isActivated } = await findActivation(tx, account.id);
  if (!isActivated) await sendActivation(tx, account, actor.email);
}

async function saveAccount(tx: Transaction, id: string, edit: Omit<AccountUpdate, "restrictions">): Promise<void> {
  try {
    await tx
      .update(accounts)
      .set({ ...edit, sortKey: sortKey(edit), searchText: searchText(edit) })
      .where(eq(accounts.id, id));
  } catch (error) {
    throw isUniqueViolation(error) ? new UserError({ email: EMAIL_TAKEN }) : error;
  }
}
