import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import { config } from "#lib/config/index.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";

/** The identity provider's part in a session that it opened. */
type ProviderSession = Readonly<{ issuer: string; providerSessionId?: string; encryptedIdToken?: string | null }>;

/**
 * Opens a session and forgets the account's ended ones. One that was opened by a single-use password ends with it.
 * @param byProvider set where not a password but the identity provider opens it
 * @returns the secret for the browser's cookie
 */
export async function createSession(
  tx: Transaction,
  accountId: string,
  source: RequestSource,
  byProvider?: ProviderSession,
): Promise<string> {
  const secret = newToken();
  const { sessionMaxHours } = config();
  await tx.delete(sessions).where(and(eq(sessions.accountId, accountId), sql`${sessions.expiresAt} < now()`));
  const singleUseExpiry = sql`(SELECT ${credentials.singleUseExpiresAt} FROM ${credentials}
    WHERE ${credentials.accountId} = ${accountId})`;
  await tx.insert(sessions).values({
    accountId,
    tokenHash: hashToken(secret),
    expiresAt: sql`LEAST(now() + make_interval(hours => ${sessionMaxHours}), ${byProvider ? null : singleUseExpiry})`,
    ...source,
    ...byProvider,
  });
  return secret;
}

/**
 * Ends every session of an account, on its very next request.
 * @param exceptId a session that goes on
 * @returns how many there were
 */
export async function revokeSessions(tx: Transaction, accountId: string, exceptId?: string): Promise<number> {
  const others = exceptId ? ne(sessions.id, exceptId) : undefined;
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), others))
    .returning({ id: sessions.id });
  return ended.length;
}
