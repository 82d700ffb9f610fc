import { and, eq, sql } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import { record } from "#lib/audit/record.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { turnOf } from "#lib/passwords/hashing-queue.ts";
import { hashPassword, isSamePassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storePassword } from "#lib/passwords/store-password.ts";
import { createSession, revokeSessions } from "#lib/sessions/create-session.ts";
import { isSessionActive } from "#lib/sessions/still-active.ts";

const NO_LONGER_VALID = "This single-use password has expired or was replaced. Ask your administrator for a new one.";

/**
 * Replaces a single-use password with the one its user chose. All sessions end, and this browser gets a new one. A lock
 * ends too, as with every new password.
 * @returns the new session's token
 * @throws UserError when the password breaks a rule, or the single-use one has expired, was used or was replaced
 */
export async function replaceSingleUsePassword(user: Actor, password: string, source: RequestSource): Promise<string> {
  requireLocalPasswords();
  const problem = passwordProblem(password, user.email);
  if (problem) throw new UserError({ password: problem });
  const replaced = await findSingleUsePassword(user.id);
  if (!replaced?.passwordHash) throw new UserError(NO_LONGER_VALID);
  if (await isSamePassword(password, replaced.passwordHash, turnOf(user.id)))
    throw new UserError({ password: "Choose another password than the single-use one." });
  const passwordHash = await hashPassword(password, turnOf(user.id));

  return transaction(async (tx) => {
    const stored = await storePassword(tx, user.id, passwordHash, replaced.version);
    if (!stored || !(await isSessionActive(tx, user))) throw new UserError(NO_LONGER_VALID);
    await revokeSessions(tx, user.id);
    const changes = changesOfState(replaced, { lockedAt: null });
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
