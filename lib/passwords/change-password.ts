import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { requireLocalPasswords } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";
import { schedulerFor } from "./hashing-queue.ts";
import { notifyPasswordChanged } from "./notify-password-changed.ts";
import { hashPassword } from "./password-hash.ts";
import { normalizedPassword, passwordProblem } from "./password-policy.ts";
import { storePassword } from "./store-password.ts";
import { verifyCurrentPassword } from "./verify-current-password.ts";

/** Revokes all sessions (OWASP ASVS 6.2.3, 7.4.3). @returns the token of the new session. @throws UserError */
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
    throw new UserError({ password: "Your new password must be different from your current one." });

  const attempt = {
    password: current,
    failureEvent: "password_change_failed",
    prepare: () => hashPassword(chosen, schedulerFor(actor.id)),
  } as const;
  return verifyCurrentPassword(actor, attempt, async (tx, { id, version }, passwordHash) => {
    await storePassword(tx, id, passwordHash, version);
    await revokeSessions(tx, id);
    await record(tx, { event: "password_changed", by: actor, on: actor });
    await notifyPasswordChanged(tx, actor, "changed");
    return createSession(tx, id, source);
  });
}
