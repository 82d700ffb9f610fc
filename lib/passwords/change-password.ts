import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { UserError } from "#lib/errors.ts";
import { requireLocalPasswords } from "#lib/federation/local-passwords.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { isSessionActive } from "#lib/sessions/active-session.ts";
import { createSession, revokeSessions } from "#lib/sessions/create-session.ts";
import { readCredentialSnapshot } from "./credential-snapshot.ts";
import { schedulerFor } from "./hashing-queue.ts";
import { notifyPasswordChanged } from "./notify-password-changed.ts";
import { hashPassword } from "./password-hash.ts";
import { normalizedPassword, passwordProblem } from "./password-policy.ts";
import { storePassword } from "./store-password.ts";
import { verifyPassword } from "./verify-password.ts";

/**
 * Revokes all sessions (OWASP ASVS 6.2.3, 7.4.3). A wrong current password counts towards the lock.
 * @returns the token of this browser's new session
 * @throws UserError
 */
export async function changePassword(
  actor: Actor,
  passwords: Readonly<{ current: string; chosen: string }>,
  source: RequestSource,
): Promise<string> {
  requireLocalPasswords();
  const { current, chosen } = passwords;
  const problem = passwordProblem(chosen, actor.email);
  if (problem) throw new UserError({ password: problem });
  if (normalizedPassword(chosen) === normalizedPassword(current))
    throw new UserError({ password: "Choose another password than the current one." });

  const snapshot = await readCredentialSnapshot(actor.email);
  const sessionToken = await verifyPassword(
    {
      // The email may belong to another account by now.
      snapshot: snapshot?.id === actor.id ? snapshot : undefined,
      password: current,
      schedule: schedulerFor(actor.id),
      by: actor,
      isSignIn: false,
      failureEvent: "password_change_failed",
      prepare: () => hashPassword(chosen, schedulerFor(actor.id)),
    },
    async (tx, account, passwordHash) => {
      if (!(await isSessionActive(tx, actor))) throw new UserError("Your session was ended meanwhile. Sign in again.");
      await storePassword(tx, account.id, passwordHash, account.version);
      await revokeSessions(tx, account.id);
      await record(tx, { event: "password_changed", by: actor, on: actor });
      await notifyPasswordChanged(tx, actor, "changed");
      return createSession(tx, account.id, source);
    },
  );
  if (sessionToken === undefined)
    throw new UserError({ currentPassword: "This is not your current password, or your account is locked." });
  return sessionToken;
}
