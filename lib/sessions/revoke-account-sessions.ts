import type { Actor } from "#lib/access/actor.ts";
import { isOwnAccount } from "#lib/accounts/core/account-policy.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { revokeSessions } from "./revoke-sessions.ts";

/** Keeps the actor's current session (OWASP ASVS 7.4.5). @throws Forbidden, NotFound */
export const revokeAccountSessions = (actor: Actor, id: string): Promise<number> =>
  asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    const revoked = await revokeSessions(tx, account.id, isOwnAccount(actor, account) ? actor.sessionId : undefined);
    if (revoked > 0) await record(tx, { event: "sessions_revoked", by: actor, on: account });
    return revoked;
  });
