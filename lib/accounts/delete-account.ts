import { eq } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import type { Actor } from "#lib/access/actor.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { cancelEmailsAbout } from "#lib/mail/cancel-emails.ts";
import { accountChanges } from "./core/account-changes.ts";
import { canDelete, requireAllowed } from "./core/account-policy.ts";
import { requireRemainingAdministrator } from "./core/last-administrator.ts";
import { lockAccount } from "./core/lock-account.ts";

/** @throws Forbidden, NotFound, UserError when it is the actor's own, or the last administrator who can sign in */
export const deleteAccount = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    requireAllowed(canDelete(actor, account));
    await cancelEmailsAbout(tx, account.id);
    await tx.delete(accounts).where(eq(accounts.id, account.id));
    if (isAdministrator(account)) await requireRemainingAdministrator(tx);
    const changes = accountChanges(account, undefined);
    await record(tx, { event: "account_deleted", by: actor, on: account, changes });
    return account.email;
  });
