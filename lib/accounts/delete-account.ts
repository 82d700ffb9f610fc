import { eq } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { cancelEmailsAbout } from "#lib/mail/cancel-emails.ts";
import { accountChanges } from "./core/account-changes.ts";
import { requireRemainingAdministrator } from "./core/last-administrator.ts";
import { lockAccount } from "./core/lock-account.ts";

/**
 * Deletes an account with its credentials and sessions, which end at once; its history stays.
 * @returns the e-mail it was known by
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone already
 * @throws UserError when it is the actor's own, or the last administrator who can sign in
 */
export const deleteAccount = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    if (account.id === actor.id) throw new UserError("You cannot delete your own account; another administrator can.");
    await cancelEmailsAbout(tx, account.id);
    await tx.delete(accounts).where(eq(accounts.id, account.id));
    if (isAdministrator(account)) await requireRemainingAdministrator(tx);
    const changes = accountChanges(account, undefined);
    await record(tx, { event: "account_deleted", by: actor, on: account, changes });
    return account.email;
  });
