import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import { config } from "#lib/config/index.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";

type ProviderSession = Readonly<{ issuer: string; providerSessionId?: string; encryptedIdToken?: string | null }>;

/** A session created with a single-use password expires with it. @returns the session token */
export async function createSession(
  tx: Transaction,
  accountId: string,
  source: RequestSource,
  providerSession?: ProviderSession,
): Promise<string> {
  const sessionToken = newToken();
  const { sessionMaxHours } = config();
  await tx.delete(sessions).where(and(eq(sessions.accountId, accountId), sql`${sessions.expiresAt} < now()`));
  const singleUseExpiry = sql`(SELECT ${credentials.singleUseExpiresAt} FROM ${credentials}
    WHERE ${credentials.accountId} = ${accountId})`;
  await tx.insert(sessions).values({
    accountId,
    tokenHash: hashToken(sessionToken),
    expiresAt: sql`LEAST(now() + make_interval(hours => ${sessionMaxHours}), ${providerSession ? null : singleUseExpiry})`,
    ...source,
    ...providerSession,
  });
  return sessionToken;
}
