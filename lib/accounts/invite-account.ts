import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { administer } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { requirePasswordsHere } from "#lib/signin/federation/passwords-here.ts";
import { accountChanges } from "./account-changes.ts";
import type { InvitedAccountInput } from "./account-input.ts";
import { insertAccount } from "./insert-account.ts";
import { mailActivation } from "./mail-activation.ts";

/**
 * Adds an account that its holder enters through a mailed link. No password exists until they choose one.
 * @returns the e-mail it is known by
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal when the e-mail belongs to an account already, outgoing mail is off, or passwords are not
 *   kept here
 */
export const inviteAccount = (actor: Actor, account: InvitedAccountInput): Promise<string> =>
  administer(actor, async (tx) => {
    requirePasswordsHere();
    requireMail("on");
    const added = await insertAccount(tx, account);
    await tx.insert(credentials).values({ accountId: added.id });
    await mailActivation(tx, { ...account, ...added }, actor.email);
    const changes = accountChanges(undefined, { ...account, emailNotifications: [] });
    await record(tx, { event: "account_added", by: actor, on: added, changes });
    return added.email;
  });
