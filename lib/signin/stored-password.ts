import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { config } from "#lib/config.ts";

/** What every new secret brings with it: the account is ACTIVE again, and verdicts on the old one no longer count. */
const FRESH = {
  failedAttempts: 0,
  lastFailedAt: null,
  lockedAt: null,
  version: sql`${credentials.version} + 1`,
} as const;

/**
 * Puts a single-use password in the place of whatever there was.
 * @returns until when it works, by the database's clock
 */
export async function storeSingleUsePassword(tx: Transaction, accountId: string, passwordHash: string): Promise<Date> {
  const singleUseExpiresAt = sql`now() + make_interval(hours => ${config().singleUsePasswordHours})`;
  const [row] = await tx
    .insert(credentials)
    .values({ accountId, passwordHash, singleUseExpiresAt })
    .onConflictDoUpdate({ target: credentials.accountId, set: { passwordHash, singleUseExpiresAt, ...FRESH } })
    .returning({ expiresAt: credentials.singleUseExpiresAt });
  if (!row?.expiresAt) throw new Error("A single-use password was stored without an expiry.");
  return row.expiresAt;
}

/**
 * Puts the password its owner chose in the place of the one they proved to know.
 * @param replacedVersion which one that was
 * @returns whether it was still there
 */
export async function storeChosenPassword(
  tx: Transaction,
  accountId: string,
  passwordHash: string,
  replacedVersion: number,
): Promise<boolean> {
  const stored = await tx
    .update(credentials)
    .set({ passwordHash, singleUseExpiresAt: null, ...FRESH })
    .where(and(eq(credentials.accountId, accountId), eq(credentials.version, replacedVersion)))
    .returning({ id: credentials.accountId });
  return stored.length === 1;
}
