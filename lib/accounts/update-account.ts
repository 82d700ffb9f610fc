import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";
import { searchColumns } from "#lib/profile/search-keys.ts";
import { notifyEmailChanged } from "#lib/recovery/notify-email-changed.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { type AccountSnapshot, accountChanges } from "./core/account-changes.ts";
import type { AccountUpdate } from "./core/account-input.ts";
import { canRemoveAdministratorRole, canSave, requireAllowed } from "./core/account-policy.ts";
import { findActivation } from "./core/activation.ts";
import { EMAIL_TAKEN } from "./core/insert-account.ts";
import { requireRemainingAdministrator } from "./core/last-administrator.ts";
import { lockAccount } from "./core/lock-account.ts";
import { StaleEdit } from "./core/stale-edit.ts";

/**
 * @throws Forbidden, NotFound, StaleEdit when the account differs from `seen`
 * @throws UserError when the email is taken, a field cannot be set, or no administrator who can sign in would remain
 */
export const updateAccount = (actor: Actor, id: string, edit: AccountUpdate, seen: AccountSnapshot): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const current = await lockAccount(tx, id);
    if (accountChanges(seen, current).length > 0) throw new StaleEdit(current);
    const { restrictions: wanted = current.restrictions, ...fields } = edit;
    const assigned = await findRestrictions(tx, edit.roles, wanted, current.restrictions);
    const changes = accountChanges(current, { ...fields, restrictions: assigned.map(({ name }) => name) });
    if (changes.length === 0) return current.email;
    requireAllowed(canSave(changes, authenticationMode()));

    const demoted = isAdministrator(current) && !isAdministrator(edit);
    if (demoted) requireAllowed(canRemoveAdministratorRole(actor, current), "roles");
    await saveAccount(tx, current.id, fields);
    await storeRestrictions(tx, current.id, assigned);
    if (demoted) await requireRemainingAdministrator(tx);
    if (edit.email !== current.email) await moveToNewEmail(tx, { ...edit, id: current.id }, current.email, actor);
    await record(tx, { event: "account_updated", by: actor, on: { id: current.id, email: edit.email }, changes });
    return edit.email;
  });

/** Users who have not signed in yet get an activation email at the new address. */
async function moveToNewEmail(
  tx: Transaction,
  account: AccountUpdate & { id: string },
  oldEmail: string,
  actor: Actor,
) {
  await supersedeLinks(tx, account.id);
  await notifyEmailChanged(tx, account, oldEmail, "administrator");
  if (!authenticationMode().emailsLinks) return;
  const { isActivated } = await findActivation(tx, account.id);
  if (!isActivated) await sendActivation(tx, account, actor.email);
}

async function saveAccount(tx: Transaction, id: string, edit: Omit<AccountUpdate, "restrictions">): Promise<void> {
  try {
    await tx
      .update(accounts)
      .set({ ...edit, ...searchColumns(edit) })
      .where(eq(accounts.id, id));
  } catch (error) {
    throw isUniqueViolation(error) ? new UserError({ email: EMAIL_TAKEN }) : error;
  }
}
