import type { Actor } from "#lib/access/actor.ts";
import { administer, requireAdministrator } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { Refusal } from "#lib/refusal.ts";
import { requirePasswordsHere } from "#lib/signin/federation/passwords-here.ts";
import { turnOf } from "#lib/signin/hashing-queue.ts";
import { hashPassword } from "#lib/signin/password-hash.ts";
import { passwordProblem } from "#lib/signin/password-rules.ts";
import { storeSingleUsePassword } from "#lib/signin/stored-password.ts";
import { accountChanges } from "./account-changes.ts";
import type { NewAccountInput } from "./account-input.ts";
import type { HandOver } from "./hand-over.ts";
import { insertAccount } from "./insert-account.ts";

/**
 * Adds an account that its holder enters with a single-use password.
 * @returns the hand-over, the only place where that password is still readable
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal when the e-mail belongs to an account already, the password breaks a rule, a domain cannot be
 *   assigned, outgoing mail is on, or passwords are not kept here
 */
export async function addAccount(actor: Actor, input: NewAccountInput): Promise<HandOver> {
  await requireAdministrator(actor);
  requirePasswordsHere();
  requireMail("off");
  const { singleUsePassword, restrictions: wanted = [], ...account } = input;
  const problem = passwordProblem(singleUsePassword, account.email);
  if (problem) throw new Refusal({ singleUsePassword: problem });
  const passwordHash = await hashPassword(singleUsePassword, turnOf(actor.id));

  return administer(actor, async (tx) => {
    const chosen = await findRestrictions(tx, account.roles, wanted);
    const added = await insertAccount(tx, account);
    await storeRestrictions(tx, added.id, chosen);
    const expiresAt = await storeSingleUsePassword(tx, added.id, passwordHash);
    const restrictions = chosen.map(({ name }) => name);
    const changes = accountChanges(undefined, { ...account, restrictions, emailNotifications: [] });
    await record(tx, { event: "account_added", by: actor, on: added, changes });
    return { accountId: added.id, email: added.email, singleUsePassword, expiresAt };
  });
}
