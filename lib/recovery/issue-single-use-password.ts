import { eq } from "drizzle-orm";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { canReset, requireAllowed } from "#lib/accounts/core/account-policy.ts";
import { lockAccount } from "#lib/accounts/core/lock-account.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator, requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { requireMode } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storeSingleUsePassword } from "#lib/passwords/store-password.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";

/** Shown to the administrator once: only its hash is stored. */
export type IssuedCredentials = Readonly<{
  accountId: string;
  email: string;
  singleUsePassword: string;
  expiresAt: Date;
}>;

/** @throws Forbidden, NotFound, UserError for an unacceptable password and for the actor's own account */
export async function issueSingleUsePassword(
  actor: Actor,
  id: string,
  singleUsePassword: string,
): Promise<IssuedCredentials> {
  await requireAdministrator(actor);
  const mode = requireMode("single-use-passwords");
  const passwordHash = await hashPassword(singleUsePassword, schedulerFor(actor.id));

  return asAdministrator(actor, async (tx) => {
    const account = await lockAccount(tx, id);
    requireAllowed(canReset(actor, account, mode));
    const problem = passwordProblem(singleUsePassword, account.email);
    if (problem) throw new UserError({ singleUsePassword: problem });
    const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id));
    const expiresAt = await storeSingleUsePassword(tx, account.id, passwordHash);
    await revokeSessions(tx, account.id);
    const changes = changesOfState(before, { lockedAt: null });
    await record(tx, { event: "single_use_password_issued", by: actor, on: account, changes });
    return { accountId: account.id, email: account.email, singleUsePassword, expiresAt };
  });
}
