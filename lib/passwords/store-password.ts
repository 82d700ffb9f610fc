import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { config } from "#lib/config/index.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";

/**
 * What every new secret brings with it: the account is ACTIVE again, and verdicts on the old one no longer count. Every
 * open link ends as well, for whoever knew the old one may have asked for it.
 */
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
  await supersedeLinks(tx, accountId);
  if (!row?.expiresAt) throw new Error("A single-use password was stored without an expiry.");
  return row.expiresAt;
}

/**
 * Puts the password its owner chose in the place of the one before.
 * @param replacedVersion which one that was, where having known it is what gives the right to replace it
 * @returns whether it was still there
 */
export async function storePassword(
  tx: Transaction,
  accountId: string,
  passwordHash: string,
  replacedVersion?: number,
): Promise<boolean> {
  const known = replacedVersion === undefined ? undefined : eq(credentials.version, replacedVersion);
  const activatedAt = sql`coalesce(${credentials.activatedAt}, now())`;
  const stored = await tx
    .update(credentials)
    .set({ passwordHash, singleUseExpiresAt: null, activatedAt, ...FRESH })
    .where(and(eq(credentials.accountId, accountId), known))
    .returning({ id: credentials.accountId });
  if (stored.length === 0) return false;
  await supersedeLinks(tx, accountId);
  return true;
}

/** Takes the password away, until a link sets another: nobody signs in with it from now on. */
export async function removePassword(tx: Transaction, accountId: string): Promise<void> {
  await tx
    .update(credentials)
    .set({ passwordHash: null, singleUseExpiresAt: null, version: sql`${credentials.version} + 1` })
    .where(eq(credentials.accountId, accountId));
}
