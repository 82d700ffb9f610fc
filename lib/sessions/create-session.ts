import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
import { credentials } from "#db/schema/credentials.ts";
import { sessions } from "#db/schema/sessions.ts";
import { config } from "#lib/config/index.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";
import type { RequestSource } from "#lib/http/request-source.ts";

type ProviderSession = Readonly<{ issuer: string; providerSessionId?: string; encryptedIdToken?: string | null }>;

const deleteExpired = prepared((db) =>
  db
    .delete(sessions)
    .where(and(eq(sessions.accountId, sql.placeholder("accountId")), sql`${sessions.expiresAt} < now()`)),
);

const singleUseExpiry = sql`(SELECT ${credentials.singleUseExpiresAt} FROM ${credentials}
  WHERE ${credentials.accountId} = ${sql.placeholder("accountId")} AND ${sql.placeholder("issuer")}::text IS NULL)`;

const insert = prepared((db) =>
  db.insert(sessions).values({
    accountId: sql.placeholder("accountId"),
    tokenHash: sql.placeholder("tokenHash"),
    expiresAt: sql`LEAST(now() + make_interval(hours => ${sql.placeholder("hours")}), ${singleUseExpiry})`,
    address: sql.placeholder("address"),
    userAgent: sql.placeholder("userAgent"),
    issuer: sql.placeholder("issuer"),
    providerSessionId: sql.placeholder("providerSessionId"),
    encryptedIdToken: sql.placeholder("encryptedIdToken"),
  }),
);

/** A session created with a single-use password expires with it. @returns the session token */
export async function createSession(
  tx: Transaction,
  accountId: string,
  source: RequestSource,
  providerSession?: ProviderSession,
): Promise<string> {
  const sessionToken = newToken();
  const { issuer = null, providerSessionId = null, encryptedIdToken = null } = providerSession ?? {};
  const hours = config().sessionMaxHours;
  await Promise.all([
    deleteExpired({ accountId }, tx),
    insert(
      {
        ...source,
        accountId,
        hours,
        tokenHash: hashToken(sessionToken),
        issuer,
        providerSessionId,
        encryptedIdToken,
      },
      tx,
    ),
  ]);
  return sessionToken;
}
