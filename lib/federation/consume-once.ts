import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { spentTokens } from "#db/schema/consumed-tokens.ts";
import { hashOfSecret } from "#lib/crypto/token.ts";

/**
 * Uses something up, at whichever replica. What would be refused for its age by now is forgotten on the way.
 * @param lifetimeSeconds for how long it could be used again otherwise
 * @returns whether this was its first use
 */
export async function spend(tx: Transaction, token: string, lifetimeSeconds: number): Promise<boolean> {
  await tx.delete(spentTokens).where(sql`${spentTokens.expiresAt} < now()`);
  const spent = await tx
    .insert(spentTokens)
    .values({ hash: hashOfSecret(token), expiresAt: sql`now() + make_interval(secs => ${lifetimeSeconds})` })
    .onConflictDoNothing()
    .returning({ hash: spentTokens.hash });
  return spent.length === 1;
}
