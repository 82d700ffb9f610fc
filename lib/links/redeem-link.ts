import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { LinkPurpose } from "./link-purposes.ts";

/**
 * Redeems a link, in the transaction of what it is used for: of all who try at once one succeeds, and what is refused
 * afterwards gives it back with the transaction.
 * @returns whether it still was to be used, by the database's clock
 */
export async function redeemLink(tx: Transaction, secret: string, purpose: LinkPurpose): Promise<boolean> {
  const used = await tx
    .update(links)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(links.tokenHash, hashToken(secret)),
        eq(links.purpose, purpose),
        isNull(links.usedAt),
        isNull(links.supersededAt),
        sql`${links.expiresAt} > now()`,
      ),
    )
    .returning({ id: links.id });
  return used.length === 1;
}
