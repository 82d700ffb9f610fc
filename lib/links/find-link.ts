import { and, eq, inArray, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { hashToken } from "#lib/crypto/token.ts";
import type { LinkPurpose } from "./link-purposes.ts";

export type Link = Readonly<{
  id: string;
  accountId: string;
  email: string;
  /** Whether it still works, or else what has become of it. */
  state: "valid" | "used" | "superseded" | "expired";
}>;

/**
 * What a link is, found by its secret and for its purpose alone. Looking at it changes nothing: scanners follow links.
 * @returns `undefined` for a secret that was never given out for this, or damaged on the way
 */
export async function findLink(secret: string | undefined, ...purposes: LinkPurpose[]): Promise<Link | undefined> {
  if (!secret) return undefined;
  const [found] = await read((db) =>
    db
      .select({
        id: links.id,
        accountId: links.accountId,
        email: links.email,
        state: sql<Link["state"]>`CASE
          WHEN ${links.usedAt} IS NOT NULL THEN 'used'
          WHEN ${links.supersededAt} IS NOT NULL THEN 'superseded'
          WHEN ${links.expiresAt} <= now() THEN 'expired'
          ELSE 'valid' END`,
      })
      .from(links)
      .where(and(eq(links.tokenHash, hashToken(secret)), inArray(links.purpose, purposes))),
  );
  return found;
}
