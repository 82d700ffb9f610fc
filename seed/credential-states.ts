import type { credentials } from "#db/schema/credentials.ts";
import type { Random } from "./random.ts";

/** What has become of an account's password so far. */
export type CredentialState = Omit<typeof credentials.$inferInsert, "accountId">;

/** What a life is made of: the time it is told at, a stored password, and the limit of failed attempts. */
export type Circumstances = Readonly<{ now: Date; passwordHash: string; lockAfter: number; random: Random }>;

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

const minutesFrom = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS);

/** Signed in at some time of the last months. */
export const active = ({ now, passwordHash, random }: Circumstances): CredentialState => {
  const lastSignInAt = minutesFrom(now, -1 - random.below(120 * DAY));
  return { passwordHash, version: 2, activatedAt: lastSignInAt, lastSignInAt };
};

/** Active, after a typing error or two since the last sign-in. */
export const mistaken = (of: Circumstances): CredentialState => ({
  ...active(of),
  failedAttempts: Math.min(1 + of.random.below(2), of.lockAfter - 1),
  lastFailedAt: of.now,
});

/** Locked by failed attempts; until then in use. */
export const locked = ({ now, passwordHash, lockAfter, random }: Circumstances): CredentialState => {
  const lockedAt = minutesFrom(now, -random.below(30 * DAY));
  const lastSignInAt = minutesFrom(lockedAt, -1 - random.below(60 * DAY));
  return {
    passwordHash,
    version: 2,
    activatedAt: lastSignInAt,
    lastSignInAt,
    failedAttempts: lockAfter,
    lastFailedAt: lockedAt,
    lockedAt,
  };
};

/** Holds a single-use password and has not used it yet. */
export const invited = ({ now, passwordHash, random }: Circumstances): CredentialState => ({
  passwordHash,
  singleUseExpiresAt: minutesFrom(now, HOUR + random.below(23 * HOUR)),
});

/** Never came, and the single-use password has expired. */
export const expired = ({ now, passwordHash, random }: Circumstances): CredentialState => ({
  passwordHash,
  singleUseExpiresAt: minutesFrom(now, -1 - random.below(60 * DAY)),
});
