import { randomUUID } from "node:crypto";
import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import type { Author } from "#lib/audit/audit-actor.ts";
import type { EventName } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import { type HashingTurn, turnOf } from "./hashing-queue.ts";
import { tellOfLock } from "./notify-account-locked.ts";
import { comparePassword, hashPassword } from "./password-hash.ts";

/** An account as it was read before its password was compared. */
export type Candidate = Readonly<{
  id: string;
  email: string;
  passwordHash: string | null;
  version: number;
  lockedAt: Date | null;
}>;

export type Guess<Prepared> = Readonly<{
  /** The account the guess is at; `undefined` when there is none, which must look and last the same. */
  candidate: Candidate | undefined;
  password: string;
  /** When it is hashed. */
  turn: HashingTurn;
  by: Author;
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
 * @param onRight what a right guess opens, in the transaction of the verdict
 * @returns what `onRight` returned; `undefined` for every refusal, whatever its reason
 * @throws TryLater when too many hashes are waiting
 */
export async function judgePassword<T, Prepared = undefined>(
  guess: Guess<Prepared>,
  onRight: (tx: Transaction, account: Candidate, prepared: Prepared) => Promise<T>,
): Promise<T | undefined> {
  const { candidate, password, turn } = guess;
  const { matches, outdated } = await comparePassword(password, candidate?.passwordHash ?? null, turn);
  // A locked account's right password must not cost more time than a wrong one.
  const worthPreparing = matches && candidate?.lockedAt === null;
  const rehashed = worthPreparing && outdated ? await hashPassword(password, turnOf(candidate.id)) : undefined;
  const prepared = worthPreparing ? await guess.prepare?.() : undefined;

  return transaction(async (tx) => {
    const accepted = matches && (await acceptGuess(tx, guess, rehashed));
    if (accepted && candidate) return onRight(tx, candidate, prepared as Prepared);
    const lockedAt = matches ? null : await countGuess(tx, candidate);
    const { by, refusal: event, label: onLabel } = guess;
    await record(tx, { event, by, on: candidate, onLabel });
    if (lockedAt && candidate) {
      const changes = changesOfState({ lockedAt: null }, { lockedAt });
      await record(tx, { event: "account_locked", by, on: candidate, changes });
      await tellOfLock(tx, candidate.id, lockedAt);
    }
    return undefined;
  });
}

/** While nothing has changed since the password was compared. No account: an id that matches no row. */
const unchanged = (candidate: Candidate | undefined) =>
  and(
    eq(credentials.accountId, candidate?.id ?? randomUUID()),
    eq(credentials.version, candidate?.version ?? 0),
    isNull(credentials.lockedAt),
  );

async function acceptGuess<Prepared>(tx: Transaction, guess: Guess<Prepared>, rehashed?: string): Promise<boolean> {
  const stillWorks = or(isNull(credentials.singleUseExpiresAt), sql`${credentials.singleUseExpiresAt} > now()`);
  const accepted = await tx
    .update(credentials)
    .set({
      failedAttempts: 0,
      ...(guess.isSignIn && { lastSignInAt: sql`now()` }),
      ...(rehashed && { passwordHash: rehashed }),
    })
    .where(and(unchanged(guess.candidate), stillWorks))
    .returning({ id: credentials.accountId });
  return accepted.length === 1;
}

/** @returns when the account was locked, if this very guess did it */
async function countGuess(tx: Transaction, candidate: Candidate | undefined): Promise<Date | null> {
  const limit = config().lockAfter;
  const [counted] = await tx
    .update(credentials)
    .set({
      failedAttempts: sql`${credentials.failedAttempts} + 1`,
      lastFailedAt: sql`now()`,
      lockedAt: sql`CASE WHEN ${credentials.failedAttempts} + 1 >= ${limit} THEN now() END`,
    })
    .where(and(unchanged(candidate), isNotNull(credentials.passwordHash)))
    .returning({ lockedAt: credentials.lockedAt });
  return counted?.lockedAt ?? null;
}
