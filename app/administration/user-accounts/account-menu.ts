import type { Actor } from "#lib/access/actor.ts";
import { canDelete, canResendActivation, canReset } from "#lib/accounts/core/account-policy.ts";
import type { AccountRow } from "#lib/accounts/list-accounts.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";

/** What the `…` of an account offers. */
export type AccountMenu = Readonly<{
  ownAccount: string | false;
  resend: boolean;
  reset: boolean;
  /** Why it is not offered. */
  deletion: Readonly<{ allowed: boolean; reason?: string }>;
}>;

type Account = Pick<AccountRow, "id" | "isOwn" | "isActivated">;

export function menuFor(actor: Actor, account: Account): AccountMenu {
  const mode = authenticationMode();
  return {
    ownAccount: account.isOwn && (mode.hasLocalPasswords ? "Change your password" : "View your account"),
    resend: canResendActivation(account, mode).allowed,
    reset: canReset(actor, account, mode).allowed,
    deletion: canDelete(actor, account),
  };
}
