import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { config } from "#lib/config/index.ts";
import { supersedeLinks } from "#lib/links/issue-link.ts";

/** A new password makes the account ACTIVE, and voids attempts that were compared with the old one. */
const UNLOCKED = {
  failedAttempts: 0,
  lastFailedAt: null,
  lockedAt: null,
  version: sql`${credentials.version} + 1`,
} as const;

/** @returns the expiry, by the database's clock */
export async function storeSingleUsePassword(tx: Transaction, accountId: string, passwordHash: string): Promise<Date> {
  const singleUseExpiresAt = sql`now() + make_interval(hours => ${config().singleUsePasswordHours})`;
  const [stored] = await tx
    .insert(credentials)
    .values({ accountId, passwordHash, singleUseExpiresAt })
    .onConflictDoUpdate({ target: credentials.accountId, set: { passwordHash, singleUseExpiresAt, ...UNLOCKED } })
    .returning({ expiresAt: credentials.singleUseExpiresAt });
  // Someone who knew the old password may have requested them.
  await supersedeLinks(tx, accountId);
  if (!stored?.expiresAt) throw new Error("A single-use password was stored without an expiry.");
  return stored.expiresAt;
}

/** @returns `false` when `replacedVersion` is given and no longer current */
export async function storePassword(
  tx: Transaction,
  accountId: string,
  passwordHash: string,
  replacedVersion?: number,
): Promise<boolean> {
  const isUnchanged = replacedVersion === undefined ? undefined : eq(credentials.version, replacedVersion);
  const activatedAt = sql`coalesce(${credentials.activatedAt}, now())`;
  const stored = await tx
    .update(credentials)
    .set({ passwordHash, singleUseExpiresAt: null, activatedAt, ...UNLOCKED })
    .where(and(eq(credentials.accountId, accountId), isUnchanged))
    .returning({ id: credentials.accountId });
  if (stored.length === 0) return false;
  await supersedeLinks(tx, accountId);
  return true;
}

/** Prevents signing in until a link has set a new password. */
export async function removePassword(tx: Transaction, accountId: string): Promise<void> {
  await tx
    .update(credentials)
    .set({ passwordHash: null, singleUseExpiresAt: null, version: sql`${credentials.version} + 1` })
    .where(eq(credentials.accountId, accountId));
}
