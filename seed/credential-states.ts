import type { credentials } from "#db/schema/credentials.ts";
import type { Random } from "./random.ts";

export type CredentialState = Omit<typeof credentials.$inferInsert, "accountId">;

export type StateContext = Readonly<{ now: Date; passwordHash: string; lockAfter: number; random: Random }>;

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

const minutesFrom = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS);

export const active = ({ now, passwordHash, random }: StateContext): CredentialState => {
  const lastSignInAt = minutesFrom(now, -1 - random.below(120 * DAY));
  return { passwordHash, version: 2, activatedAt: lastSignInAt, lastSignInAt };
};

export const withFailedAttempts = (context: StateContext): CredentialState => ({
  ...active(context),
  failedAttempts: Math.min(1 + context.random.below(2), context.lockAfter - 1),
  lastFailedAt: context.now,
});

export const locked = ({ now, passwordHash, lockAfter, random }: StateContext): CredentialState => {
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

/** Has a single-use password that is still valid. */
export const invited = ({ now, passwordHash, random }: StateContext): CredentialState => ({
  passwordHash,
  singleUseExpiresAt: minutesFrom(now, HOUR + random.below(23 * HOUR)),
});

/** Has a single-use password that expired unused. */
export const expired = ({ now, passwordHash, random }: StateContext): CredentialState => ({
  passwordHash,
  singleUseExpiresAt: minutesFrom(now, -1 - random.below(60 * DAY)),
});
