export type AccountState = "ACTIVE" | "LOCKED";

export const STATES = ["ACTIVE", "LOCKED"] as const satisfies readonly AccountState[];

/** The one answer to "may this account's password sign in?", behind the badge, the filter and the sign-in alike. */
export const stateOf = (credentials: Readonly<{ lockedAt: Date | null }>): AccountState =>
  credentials.lockedAt === null ? "ACTIVE" : "LOCKED";
