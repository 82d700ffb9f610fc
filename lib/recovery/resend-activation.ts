import type { Actor } from "#lib/access/actor.ts";
import { canResendActivation, requireAllowed } from "#lib/accounts/core/account-policy.ts";
import { findActivation } from "#lib/accounts/core/activation.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { sendActivation } from "./send-activation.ts";

/** @throws Forbidden, NotFound, UserError for an activated account */
export const resendActivation = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const mode = requireMode("emailed-links");
    const account = await lockAccount(tx, id);
    requireAllowed(canResendActivation(await findActivation(tx, account.id), mode));
    await sendActivation(tx, account, actor.email);
    await record(tx, { event: "activation_sent", by: actor, on: account });
    return account.email;
  });
