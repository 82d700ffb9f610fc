import { and, eq, inArray, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { paths } from "#lib/paths.ts";

/** A link for one purpose is not accepted for another (OWASP ASVS 6.4.1). */
export type LinkPurpose = "activation" | "password-reset" | "email-change";

export const LINK_PAGES: Readonly<Record<LinkPurpose, string>> = {
  activation: paths.activate,
  "password-reset": paths.completePasswordReset,
  "email-change": paths.confirmEmail,
};

export type Link = Readonly<{
  id: string;
  accountId: string;
  email: string;
  state: "valid" | "used" | "superseded" | "expired";
}>;

export class InvalidLink extends Error {
  override name = "InvalidLink";
}

/** Changes nothing, because scanners follow links. */
export async function findLink(token: string | undefined, ...purposes: LinkPurpose[]): Promise<Link | undefined> {
  if (!token) return undefined;
  const [link] = await read((db) =>
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
      .where(and(eq(links.tokenHash, hashToken(token)), inArray(links.purpose, purposes))),
  );
  return link;
}
