import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator, requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storeSingleUsePassword } from "#lib/passwords/store-password.ts";
import { accountChanges } from "./core/account-changes.ts";
import type { NewAccountInput } from "./core/account-input.ts";
import { insertAccount } from "./core/insert-account.ts";
import type { IssuedCredentials } from "./core/issued-credentials.ts";

/**
 * Adds an account that its holder enters with a single-use password.
 * @returns the hand-over, the only place where that password is still readable
 * @throws Forbidden unless the actor is an administrator
 * @throws UserError when the e-mail belongs to an account already, the password breaks a rule, a domain cannot be
 *   assigned, outgoing mail is on, or passwords are not kept here
 */
export async function addAccount(actor: Actor, input: NewAccountInput): Promise<IssuedCredentials> {
  await requireAdministrator(actor);
  requireLocalPasswords();
  requireMail("off");
  const { singleUsePassword, restrictions: wanted = [], ...account } = input;
  const problem = passwordProblem(singleUsePassword, account.email);
  if (problem) throw new UserError({ singleUsePassword: problem });
  const passwordHash = await hashPassword(singleUsePassword, schedulerFor(actor.id));

  return asAdministrator(actor, async (tx) => {
    const chosen = await findRestrictions(tx, account.roles, wanted);
    const added = await insertAccount(tx, account);
    await storeRestrictions(tx, added.id, chosen);
    const expiresAt = await storeSingleUsePassword(tx, added.id, passwordHash);
    const restrictions = chosen.map(({ name }) => name);
    const changes = accountChanges(undefined, { ...account, restrictions, emailNotifications: [] });
    await record(tx, { event: "account_created", by: actor, on: added, changes });
    return { accountId: added.id, email: added.email, singleUsePassword, expiresAt };
  });
}
