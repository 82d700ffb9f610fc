import { and, eq, isNull, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import type { AuditActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { UserError } from "#lib/errors.ts";
import { findLink, InvalidLink, type Link, type LinkPurpose } from "./link.ts";

export type SubmittedLink = Readonly<{
  token: string | undefined;
  /** The link that the form was shown for. */
  linkId: string;
}>;

/**
 * The token alone decides whose link it is. The form's id only shows whether another tab has opened another link.
 * @throws InvalidLink, UserError when the browser has opened another link since the form was shown
 */
export async function findSubmittedLink(
  { token, linkId }: SubmittedLink,
  purpose: LinkPurpose,
): Promise<Link & { token: string }> {
  const link = await findLink(token, purpose);
  if (!token || link?.state !== "valid") throw new InvalidLink();
  if (link.id !== linkId) throw new UserError("You opened a different link in this browser. Open your link again.");
  return { ...link, token };
}

/** By the database's clock. Of concurrent requests one succeeds, and a rollback makes the link valid again. */
export async function redeemLink(tx: Transaction, token: string, purpose: LinkPurpose): Promise<boolean> {
  const redeemed = await tx
    .update(links)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(links.tokenHash, hashToken(token)),
        eq(links.purpose, purpose),
        isNull(links.usedAt),
        isNull(links.supersededAt),
        sql`${links.expiresAt} > now()`,
      ),
    )
    .returning({ id: links.id });
  return redeemed.length === 1;
}

/** Rethrows any error. */
export async function recordRejectedLink(
  error: unknown,
  { token }: SubmittedLink,
  purpose: LinkPurpose,
  by: AuditActor,
): Promise<never> {
  if (error instanceof InvalidLink) {
    const link = await findLink(token, purpose);
    const on = link && { id: link.accountId, email: link.email };
    await transaction((tx) => record(tx, { event: "link_rejected", by, on, onLabel: "unknown link" }));
  }
  throw error;
}
