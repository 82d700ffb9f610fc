import { eq } from "drizzle-orm";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { administer, requireAdministrator } from "#lib/access/administer.ts";
import { record } from "#lib/audit/record.ts";
import { requireMail } from "#lib/mail/mode.ts";
import { Refusal } from "#lib/refusal.ts";
import { requirePasswordsHere } from "#lib/signin/federation/passwords-here.ts";
import { turnOf } from "#lib/signin/hashing-queue.ts";
import { endSessionsOf } from "#lib/signin/open-session.ts";
import { hashPassword } from "#lib/signin/password-hash.ts";
import { passwordProblem } from "#lib/signin/password-rules.ts";
import { storeSingleUsePassword } from "#lib/signin/stored-password.ts";
import { changesOfState } from "./account-changes.ts";
import { findForChange } from "./find-for-change.ts";
import type { HandOver } from "./hand-over.ts";

/**
 * Puts a new single-use password in the place of the old password: that one and all sessions end, and a LOCKED
 * account is ACTIVE again.
 * @returns the hand-over, the only place where the new password is still readable
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the account is gone
 * @throws Refusal when the password breaks a rule, the account is the actor's own, outgoing mail is on, or passwords are
 *   not kept here
 */
export async function resetPassword(actor: Actor, id: string, singleUsePassword: string): Promise<HandOver> {
  await requireAdministrator(actor);
  requirePasswordsHere();
  requireMail("off");
  const passwordHash = await hashPassword(singleUsePassword, turnOf(actor.id));

  return administer(actor, async (tx) => {
    const account = await findForChange(tx, id);
    if (account.id === actor.id) throw new Refusal("Change your own password on your account page.");
    const problem = passwordProblem(singleUsePassword, account.email);
    if (problem) throw new Refusal({ singleUsePassword: problem });
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id));
    const expiresAt = await storeSingleUsePassword(tx, account.id, passwordHash);
    await endSessionsOf(tx, account.id);
    const changes = changesOfState(before, { lockedAt: null });
    await record(tx, { event: "password_reset", by: actor, on: account, changes });
    return { accountId: account.id, email: account.email, singleUsePassword, expiresAt };
  });
}
