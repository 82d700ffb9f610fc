import { and, eq, sql } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { record } from "#lib/audit/record.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword, isSamePassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storePassword } from "#lib/passwords/store-password.ts";
import { isSessionActive } from "#lib/sessions/active-session.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";

const INVALID_SINGLE_USE_PASSWORD =
  "This single-use password is no longer valid. Ask your administrator for a new one.";

/** Revokes all sessions. @returns the token of this browser's new session. @throws UserError */
export async function replaceSingleUsePassword(user: Actor, password: string, source: RequestSource): Promise<string> {
  requireLocalPasswords();
  const problem = passwordProblem(password, user.email);
  if (problem) throw new UserError({ password: problem });
  const singleUse = await findSingleUsePassword(user.id);
  if (!singleUse?.passwordHash) throw new UserError(INVALID_SINGLE_USE_PASSWORD);
  if (await isSamePassword(password, singleUse.passwordHash, schedulerFor(user.id)))
    throw new UserError({ password: "Your new password must be different from the single-use password." });
  const passwordHash = await hashPassword(password, schedulerFor(user.id));

  return transaction(async (tx) => {
    const stored = await storePassword(tx, user.id, passwordHash, singleUse.version);
    if (!stored || !(await isSessionActive(tx, user))) throw new UserError(INVALID_SINGLE_USE_PASSWORD);
    await revokeSessions(tx, user.id);
    const changes = changesOfState(singleUse, { lockedAt: null });
    await record(tx, { event: "single_use_password_replaced", by: user, on: user, changes });
    return createSession(tx, user.id, source);
  });
}

async function findSingleUsePassword(accountId: string) {
  const [found] = await read((db) =>
    db
      .select({
        passwordHash: credentials.passwordHash,
        version: credentials.version,
        lockedAt: credentials.lockedAt,
      })
      .from(credentials)
      .where(and(eq(credentials.accountId, accountId), sql`${credentials.singleUseExpiresAt} > now()`)),
  );
  return found;
}
