import { randomUUID } from "node:crypto";
import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { credentials } from "#db/schema/credentials.ts";
import { changesOfState } from "#lib/accounts/core/account-changes.ts";
import type { AuditActor } from "#lib/audit/audit-actor.ts";
import type { EventName } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import type { CredentialSnapshot } from "./credential-snapshot.ts";
import { type HashScheduler, schedulerFor } from "./hashing-queue.ts";
import { notifyAccountLocked } from "./notify-account-locked.ts";
import { comparePassword, hashPassword } from "./password-hash.ts";

export type PasswordAttempt<Prepared> = Readonly<{
  /** `undefined` for an unknown account, which must look and take as long as a wrong password. */
  snapshot: CredentialSnapshot | undefined;
  password: string;
  schedule: HashScheduler;
  by: AuditActor;
  isSignIn: boolean;
  failureEvent: EventName;
  /** Names an unknown account in the audit event. */
  unknownLabel?: string;
  /** Slow work for a correct password, before the transaction opens. */
  prepare?: () => Promise<Prepared>;
  /** In the transaction, last. */
  onResult?: (tx: Transaction, accepted: boolean) => Promise<void>;
}>;

/**
 * Hashes outside the transaction, which applies the result only to an unlocked account with the same password. So a
 * parallel burst gets `LOCK_AFTER` attempts, no success undoes a lock, and one records it (OWASP ASVS 15.4.2).
 * @throws RetryLater when too many hashes are queued
 */
export async function verifyPassword<T, Prepared = undefined>(
  attempt: PasswordAttempt<Prepared>,
  onSuccess: (tx: Transaction, account: CredentialSnapshot, prepared: Prepared) => Promise<T>,
): Promise<T | undefined> {
  const { snapshot, password, schedule } = attempt;
  const { matches, outdated } = await comparePassword(password, snapshot?.passwordHash ?? null, schedule);
  // A correct password that is refused must not take longer than a wrong one.
  const canSucceed = matches && snapshot?.lockedAt === null && !snapshot.isExpired;
  const rehashed = canSucceed && outdated ? await hashPassword(password, schedulerFor(snapshot.id)) : undefined;
  const prepared = canSucceed ? await attempt.prepare?.() : undefined;

  return transaction(async (tx) => {
    const accepted = matches && (await acceptAttempt(tx, attempt, rehashed));
    if (accepted && snapshot) {
      const result = await onSuccess(tx, snapshot, prepared as Prepared);
      await attempt.onResult?.(tx, true);
      return result;
    }
    await recordFailure(tx, attempt, matches ? null : await countFailure(tx, snapshot));
    await attempt.onResult?.(tx, false);
    return undefined;
  });
}

async function recordFailure<Prepared>(
  tx: Transaction,
  { snapshot, by, failureEvent, unknownLabel }: PasswordAttempt<Prepared>,
  lockedAt: Date | null,
): Promise<void> {
  await record(tx, { event: failureEvent, by, on: snapshot, onLabel: unknownLabel });
  if (!lockedAt || !snapshot) return;
  const changes = changesOfState({ lockedAt: null }, { lockedAt });
  await record(tx, { event: "account_locked", by, on: snapshot, changes });
  await notifyAccountLocked(tx, snapshot.id, lockedAt);
}

const isUnchanged = and(
  eq(credentials.accountId, sql.placeholder("accountId")),
  eq(credentials.version, sql.placeholder("version")),
  isNull(credentials.lockedAt),
);

/** An unknown account gets an id that matches no row, so that the same statements run. */
const keyOf = (snapshot: CredentialSnapshot | undefined) => ({
  accountId: snapshot?.id ?? randomUUID(),
  version: snapshot?.version ?? 0,
});

const accept = prepared((db) =>
  db
    .update(credentials)
    .set({
      failedAttempts: 0,
      lastSignInAt: sql`CASE WHEN ${sql.placeholder("isSignIn")} THEN now() ELSE ${credentials.lastSignInAt} END`,
      passwordHash: sql`coalesce(${sql.placeholder("rehashed")}, ${credentials.passwordHash})`,
    })
    .where(and(isUnchanged, or(isNull(credentials.singleUseExpiresAt), sql`${credentials.singleUseExpiresAt} > now()`)))
    .returning({ id: credentials.accountId }),
);

async function acceptAttempt<Prepared>(
  tx: Transaction,
  { snapshot, isSignIn }: PasswordAttempt<Prepared>,
  rehashed: string | undefined,
): Promise<boolean> {
  const accepted = await accept({ ...keyOf(snapshot), isSignIn, rehashed: rehashed ?? null }, tx);
  return accepted.length === 1;
}

const count = prepared((db) =>
  db
    .update(credentials)
    .set({
      failedAttempts: sql`${credentials.failedAttempts} + 1`,
      lastFailedAt: sql`now()`,
      lockedAt: sql`CASE WHEN ${credentials.failedAttempts} + 1 >= ${sql.placeholder("limit")} THEN now() END`,
    })
    .where(and(isUnchanged, isNotNull(credentials.passwordHash)))
    .returning({ lockedAt: credentials.lockedAt }),
);

/** @returns when the account was locked, if this attempt locked it */
async function countFailure(tx: Transaction, snapshot: CredentialSnapshot | undefined): Promise<Date | null> {
  const [counted] = await count({ ...keyOf(snapshot), limit: config().lockAfter }, tx);
  return counted?.lockedAt ?? null;
}
