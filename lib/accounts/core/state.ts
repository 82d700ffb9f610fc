import { authenticationMode } from "#lib/config/authentication-mode.ts";

export type AccountState = "ACTIVE" | "LOCKED";

export const STATES = ["ACTIVE", "LOCKED"] as const satisfies readonly AccountState[];

/** Used alike by the badge, the filter and the sign-in. The lock is one of passwords: a provider locks by itself. */
export const stateOf = (credentials: Readonly<{ lockedAt: Date | null }>): AccountState =>
  credentials.lockedAt && authenticationMode().locksAccounts ? "LOCKED" : "ACTIVE";
