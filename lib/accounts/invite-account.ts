import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { accountChanges } from "./core/account-changes.ts";
import type { InvitedAccountInput } from "./core/account-input.ts";
import { insertAccount } from "./core/insert-account.ts";

/**
 * Adds an account that its holder enters through a mailed link. No password exists until they choose one.
 * @returns the e-mail it is known by
 * @throws Forbidden unless the actor is an administrator
 * @throws UserError when the e-mail belongs to an account already, a domain cannot be assigned, outgoing mail is off, or
 *   passwords are not kept here
 */
export const inviteAccount = (actor: Actor, input: InvitedAccountInput): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    requireMode("emailed-links");
    const { restrictions: wanted = [], ...account } = input;
    const chosen = await findRestrictions(tx, account.roles, wanted);
    const added = await insertAccount(tx, account);
    await storeRestrictions(tx, added.id, chosen);
    await tx.insert(credentials).values({ accountId: added.id });
    await sendActivation(tx, { ...account, ...added }, actor.email);
    const restrictions = chosen.map(({ name }) => name);
    const changes = accountChanges(undefined, { ...account, restrictions, emailNotifications: [] });
    await record(tx, { event: "account_created", by: actor, on: added, changes });
    return added.email;
  });
