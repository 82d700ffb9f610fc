import { authenticationMode } from "#lib/config/authentication-mode.ts";

export type AccountState = "ACTIVE" | "LOCKED";

/** The lock is on passwords: an identity provider has its own. */
export const stateOf = (credentials: Readonly<{ lockedAt: Date | null }>): AccountState =>
  credentials.lockedAt && authenticationMode().locksAccounts ? "LOCKED" : "ACTIVE";
