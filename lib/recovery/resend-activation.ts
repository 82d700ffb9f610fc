import type { Actor } from "#lib/access/actor.ts";
import { findActivation } from "#lib/accounts/core/activation.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { sendActivation } from "./send-activation.ts";

/**
 * @returns the account's email
 * @throws Forbidden, NotFound, UserError for an activated account
 */
export const resendActivation = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    requireLocalPasswords();
    requireMail("on");
    const account = await lockAccount(tx, id);
    const { isActivated } = await findActivation(tx, account.id);
    if (isActivated)
      throw new UserError(`The user of ${account.email} has signed in before. Reset the password instead.`);
    await sendActivation(tx, account, actor.email);
    await record(tx, { event: "activation_sent", by: actor, on: account });
    return account.email;
  });
