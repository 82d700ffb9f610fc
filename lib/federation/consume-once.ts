import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { consumedTokens } from "#db/schema/consumed-tokens.ts";
import { hashToken } from "#lib/crypto/token.ts";

/** Shared by all replicas. @returns whether this is the token's first use within its lifetime */
export async function consumeOnce(tx: Transaction, token: string, lifetimeSeconds: number): Promise<boolean> {
  await tx.delete(consumedTokens).where(sql`${consumedTokens.expiresAt} < now()`);
  const consumed = await tx
    .insert(consumedTokens)
    .values({ hash: hashToken(token), expiresAt: sql`now() + make_interval(secs => ${lifetimeSeconds})` })
    .onConflictDoNothing()
    .returning({ hash: consumedTokens.hash });
  return consumed.length === 1;
}
