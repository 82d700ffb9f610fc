import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { consumedTokens } from "#db/schema/consumed-tokens.ts";
import { hashToken } from "#lib/crypto/token.ts";

/**
 * Uses something up, at whichever replica. What would be refused for its age by now is forgotten on the way.
 * @param lifetimeSeconds for how long it could be used again otherwise
 * @returns whether this was its first use
 */
export async function consumeOnce(tx: Transaction, token: string, lifetimeSeconds: number): Promise<boolean> {
  await tx.delete(consumedTokens).where(sql`${consumedTokens.expiresAt} < now()`);
  const spent = await tx
    .insert(consumedTokens)
    .values({ hash: hashToken(token), expiresAt: sql`now() + make_interval(secs => ${lifetimeSeconds})` })
    .onConflictDoNothing()
    .returning({ hash: consumedTokens.hash });
  return spent.length === 1;
}
