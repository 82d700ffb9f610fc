import type { Actor } from "#lib/access/actor.ts";
import { administer } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { endSessionsOf } from "#lib/signin/open-session.ts";
import { findForChange } from "./find-for-change.ts";

/**
 * Ends all sessions of an account; of the actor's own, all but the one that asks (OWASP ASVS 7.4.5).
 * @returns how many there were
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 */
export const endSessions = (actor: Actor, id: string): Promise<number> =>
  administer(actor, async (tx) => {
    const account = await findForChange(tx, id);
    const ended = await endSessionsOf(tx, account.id, account.id === actor.id ? actor.sessionId : undefined);
    if (ended > 0) await record(tx, { event: "sessions_ended", by: actor, on: account });
    return ended;
  });
