import { authenticationMode } from "#lib/config/authentication-mode.ts";

export type AccountState = "ACTIVE" | "LOCKED";

export const STATES = ["ACTIVE", "LOCKED"] as const satisfies readonly AccountState[];

/**
 * The one answer to "is this account kept from signing in?", behind the badge, the filter and the sign-in alike. The lock
 * is one of passwords: while an identity provider signs people in, it locks.
 */
export const stateOf = (credentials: Readonly<{ lockedAt: Date | null }>): AccountState =>
  credentials.lockedAt && authenticationMode().locksAccounts ? "LOCKED" : "ACTIVE";
