import type { Transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { UserError } from "#lib/errors.ts";
import { requireActiveSession } from "#lib/sessions/active-session.ts";
import { type CredentialSnapshot, readCredentialSnapshot } from "./credential-snapshot.ts";
import { schedulerFor } from "./hashing-queue.ts";
import { type PasswordAttempt, verifyPassword } from "./verify-password.ts";

/** A failure counts towards the lock. @throws UserError for a wrong password, a locked account and a revoked session */
export async function verifyCurrentPassword<T, Prepared = undefined>(
  actor: Actor,
  attempt: Pick<PasswordAttempt<Prepared>, "password" | "failureEvent" | "prepare">,
  onSuccess: (tx: Transaction, account: CredentialSnapshot, prepared: Prepared) => Promise<T>,
): Promise<T> {
  const snapshot = await readCredentialSnapshot(actor.email);
  const verified = await verifyPassword(
    {
      ...attempt,
      // The email may belong to another account by now.
      snapshot: snapshot?.id === actor.id ? snapshot : undefined,
      schedule: schedulerFor(actor.id),
      by: actor,
      isSignIn: false,
    },
    async (tx, account, prepared: Prepared) => {
      await requireActiveSession(tx, actor);
      return { result: await onSuccess(tx, account, prepared) };
    },
  );
  if (!verified) throw new UserError({ currentPassword: "Incorrect current password, or your account is locked." });
  return verified.result;
}
