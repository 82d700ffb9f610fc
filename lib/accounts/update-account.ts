import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/failures.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Change } from "#db/schema/audit-events.ts";
import { type Actor, isAdministrator } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { Refusal } from "#lib/errors.ts";
import { replaceLinks } from "#lib/links/supersede-links.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { nameKey, searchText } from "#lib/profile/search-keys.ts";
import { tellOfEmailChange } from "#lib/recovery/notify-email-changed.ts";
import { mailActivation } from "#lib/recovery/send-activation.ts";
import { accountChanges, type Editable, GRANTED } from "./core/account-changes.ts";
import type { AccountEdit } from "./core/account-input.ts";
import { findActivation } from "./core/activation.ts";
import { EMAIL_TAKEN } from "./core/insert-account.ts";
import { requireRemainingAdministrator } from "./core/last-administrator.ts";
import { findForChange } from "./core/lock-account.ts";
import { ChangedMeanwhile } from "./core/stale-edit.ts";

/**
 * Changes an account.
 * @param seen the account as the actor saw it when they began; somebody's change since then is not overwritten
 * @returns the e-mail under which the account is known now
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws ChangedMeanwhile with the account as it is now, when it is no longer as it was seen
 * @throws Refusal when the e-mail is taken, a domain cannot be assigned, no administrator who can sign in would
 *   remain, or the identity provider decides what was to be changed
 */
export const editAccount = (actor: Actor, id: string, edit: AccountEdit, seen: Editable): Promise<string> =>
  administer(actor, async (tx) => {
    const current = await findForChange(tx, id);
    if (accountChanges(seen, current).length > 0) throw new ChangedMeanwhile(current);
    const { restrictions: wanted = current.restrictions, ...fields } = edit;
    const chosen = await findRestrictions(tx, edit.roles, wanted, current.restrictions);
    const changes = accountChanges(current, { ...fields, restrictions: chosen.map(({ name }) => name) });
    if (changes.length === 0) return current.email;
    requireDecidedHere(changes);

    const demoted = isAdministrator(current) && !isAdministrator(edit);
    if (demoted && current.id === actor.id)
      throw new Refusal({ roles: "You cannot give up your own Administrator role; another administrator can." });
    await saveAccount(tx, current.id, fields);
    await storeRestrictions(tx, current.id, chosen);
    if (demoted) await requireRemainingAdministrator(tx);
    if (edit.email !== current.email) await moveToNewEmail(tx, { ...edit, id: current.id }, current.email, actor);
    await record(tx, { event: "account_changed", by: actor, on: { id: current.id, email: edit.email }, changes });
    return edit.email;
  });

/** While an identity provider signs people in, who they are is its business, and what they may do here is ours. */
function requireDecidedHere(changes: readonly Change[]): void {
  const { federation } = config();
  if (federation && changes.some(({ field }) => !GRANTED.includes(field)))
    throw new Refusal(`Names, e-mail and phone come from ${federation.name}. Change them there.`);
}

/** Links to the old address end, both addresses are told, and who has not come in yet is invited at the new one. */
async function moveToNewEmail(tx: Transaction, account: AccountEdit & { id: string }, old: string, actor: Actor) {
  await replaceLinks(tx, account.id);
  await tellOfEmailChange(tx, account, old, "administrator");
  if (!isMailOn()) return;
  const { isActivated } = await findActivation(tx, account.id);
  if (!isActivated) await mailActivation(tx, account, actor.email);
}

async function saveAccount(tx: Transaction, id: string, edit: Omit<AccountEdit, "restrictions">): Promise<void> {
  try {
    await tx
      .update(accounts)
      .set({ ...edit, nameKey: nameKey(edit), searchText: searchText(edit) })
      .where(eq(accounts.id, id));
  } catch (error) {
    throw isUniqueViolation(error) ? new Refusal({ email: EMAIL_TAKEN }) : error;
  }
}
