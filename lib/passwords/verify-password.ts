import { randomUUID } from "node:crypto";
import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import type { AuditActor } from "#lib/audit/audit-actor.ts";
import type { EventName } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import { type HashingTurn, turnOf } from "./hashing-queue.ts";
import { notifyAccountLocked } from "./notify-account-locked.ts";
import { comparePassword, hashPassword } from "./password-hash.ts";

/** An account as it was read before its password was compared. */
export type CredentialSnapshot = Readonly<{
  id: string;
  email: string;
  passwordHash: string | null;
  version: number;
  lockedAt: Date | null;
}>;

export type PasswordAttempt<Prepared> = Readonly<{
  /** The account the guess is at; `undefined` when there is none, which must look and last the same. */
  snapshot: CredentialSnapshot | undefined;
  password: string;
  /** When it is hashed. */
  turn: HashingTurn;
  by: AuditActor;
  /** Whether a right guess is a sign-in, and not only a proof on the way to something else. */
  isSignIn: boolean;
  /** Recorded when the guess is refused. */
  refusal: EventName;
  /** Says in the record what was guessed at where no account is. */
  label?: string;
  /** Further slow work that only a right guess needs, done before the transaction opens. */
  prepare?: () => Promise<Prepared>;
}>;

/**
 * The one place where a password is verified and the verdict is given. The hash is computed outside any transaction;
 * then one short transaction applies the verdict only while the account is not locked and its password is still the
 * one that was compared. Verdicts on one account are therefore serial: no burst of parallel guesses gets more than
 * `LOCK_AFTER` of them, no success undoes a lock, and exactly one racer sees the lock happen (OWASP ASVS 15.4.2).
 * @param onSuccess what a right guess opens, in the transaction of the verdict
 * @returns what `onSuccess` returned; `undefined` for every refusal, whatever its reason
 * @throws RetryLater when too many hashes are waiting
 */
export async function verifyPassword<T, Prepared = undefined>(
  guess: PasswordAttempt<Prepared>,
  onSuccess: (tx: Transaction, account: CredentialSnapshot, prepared: Prepared) => Promise<T>,
): Promise<T | undefined> {
  const { snapshot, password, turn } = guess;
  const { matches, outdated } = await comparePassword(password, snapshot?.passwordHash ?? null, turn);
  // A locked account's right password must not cost more time than a wrong one.
  const worthPreparing = matches && snapshot?.lockedAt === null;
  const rehashed = worthPreparing && outdated ? await hashPassword(password, turnOf(snapshot.id)) : undefined;
  const prepared = worthPreparing ? await guess.prepare?.() : undefined;

  return transaction(async (tx) => {
    const accepted = matches && (await acceptAttempt(tx, guess, rehashed));
    if (accepted && snapshot) return onSuccess(tx, snapshot, prepared as Prepared);
    const lockedAt = matches ? null : await countFailure(tx, snapshot);
    const { by, refusal: event, label: onLabel } = guess;
    await record(tx, { event, by, on: snapshot, onLabel });
    if (lockedAt && snapshot) {
      const changes = changesOfState({ lockedAt: null }, { lockedAt });
      await record(tx, { event: "account_locked", by, on: snapshot, changes });
      await notifyAccountLocked(tx, snapshot.id, lockedAt);
    }
    return undefined;
  });
}

/** While nothing has changed since the password was compared. No account: an id that matches no row. */
const unchanged = (snapshot: CredentialSnapshot | undefined) =>
  and(
    eq(credentials.accountId, snapshot?.id ?? randomUUID()),
    eq(credentials.version, snapshot?.version ?? 0),
    isNull(credentials.lockedAt),
  );

async function acceptAttempt<Prepared>(
  tx: Transaction,
  guess: PasswordAttempt<Prepared>,
  rehashed?: string,
): Promise<boolean> {
  const stillWorks = or(isNull(credentials.singleUseExpiresAt), sql`${credentials.singleUseExpiresAt} > now()`);
  const accepted = await tx
    .update(credentials)
    .set({
      failedAttempts: 0,
      ...(guess.isSignIn && { lastSignInAt: sql`now()` }),
      ...(rehashed && { passwordHash: rehashed }),
    })
    .where(and(unchanged(guess.snapshot), stillWorks))
    .returning({ id: credentials.accountId });
  return accepted.length === 1;
}

/** @returns when the account was locked, if this very guess did it */
async function countFailure(tx: Transaction, snapshot: CredentialSnapshot | undefined): Promise<Date | null> {
  const limit = config().lockAfter;
  const [counted] = await tx
    .update(credentials)
    .set({
      failedAttempts: sql`${credentials.failedAttempts} + 1`,
      lastFailedAt: sql`now()`,
      lockedAt: sql`CASE WHEN ${credentials.failedAttempts} + 1 >= ${limit} THEN now() END`,
    })
    .where(and(unchanged(snapshot), isNotNull(credentials.passwordHash)))
    .returning({ lockedAt: credentials.lockedAt });
  return counted?.lockedAt ?? null;
}
