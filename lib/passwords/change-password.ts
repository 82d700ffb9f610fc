import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { Refusal } from "#lib/errors.ts";
import { requirePasswordsHere } from "#lib/federation/local-passwords.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { endSessionsOf, openSession } from "#lib/sessions/create-session.ts";
import { isStillSignedIn } from "#lib/sessions/still-active.ts";
import { findCandidate } from "./credential-snapshot.ts";
import { turnOf } from "./hashing-queue.ts";
import { tellOfNewPassword } from "./notify-password-changed.ts";
import { hashPassword } from "./password-hash.ts";
import { normalizedPassword, passwordProblem } from "./password-policy.ts";
import { storeChosenPassword } from "./store-password.ts";
import { judgePassword } from "./verify-password.ts";

/**
 * Changes the actor's own password. A wrong current password counts towards the lock like any other wrong guess, and
 * a change ends the actor's sessions everywhere else (OWASP ASVS 6.2.3, 7.4.3).
 * @returns the secret of the session that this browser goes on with
 * @throws Refusal when the current password is wrong, the new one breaks a rule, or passwords are not kept here
 */
export async function changePassword(
  actor: Actor,
  passwords: Readonly<{ current: string; chosen: string }>,
  source: RequestSource,
): Promise<string> {
  requirePasswordsHere();
  const { current, chosen } = passwords;
  const problem = passwordProblem(chosen, actor.email);
  if (problem) throw new Refusal({ password: problem });
  if (normalizedPassword(chosen) === normalizedPassword(current))
    throw new Refusal({ password: "Choose another password than the current one." });

  const candidate = await findCandidate(actor.email);
  const sessionSecret = await judgePassword(
    {
      // The e-mail may have passed to another account since the session was read.
      candidate: candidate?.id === actor.id ? candidate : undefined,
      password: current,
      turn: turnOf(actor.id),
      by: actor,
      isSignIn: false,
      refusal: "password_change_refused",
      prepare: () => hashPassword(chosen, turnOf(actor.id)),
    },
    async (tx, account, passwordHash) => {
      if (!(await isStillSignedIn(tx, actor))) throw new Refusal("Your session was ended meanwhile. Sign in again.");
      await storeChosenPassword(tx, account.id, passwordHash, account.version);
      await endSessionsOf(tx, account.id);
      await record(tx, { event: "password_changed", by: actor, on: actor });
      await tellOfNewPassword(tx, actor, "changed");
      return openSession(tx, account.id, source);
    },
  );
  if (sessionSecret === undefined)
    throw new Refusal({ currentPassword: "This is not your current password, or your account is locked." });
  return sessionSecret;
}
