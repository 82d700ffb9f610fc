import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { encryptText } from "#lib/crypto/encryption.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";
import { cancelEmailsWithLinks } from "#lib/mail/cancel-emails.ts";
import type { LinkPurpose } from "./link.ts";

export type IssuedLink = Readonly<{ linkId: string; expiresAt: Date; encryptedToken: string }>;

type NewLink = Readonly<{
  purpose: LinkPurpose;
  accountId: string;
  email: string;
  minutes: number;
}>;

/** Supersedes the account's older links. The token is returned encrypted, for the email that carries it. */
export async function issueLink(tx: Transaction, { purpose, accountId, email, minutes }: NewLink): Promise<IssuedLink> {
  await supersedeLinks(tx, accountId, purpose);
  const token = newToken();
  const [issued] = await tx
    .insert(links)
    .values({
      purpose,
      accountId,
      email,
      tokenHash: hashToken(token),
      expiresAt: sql`now() + make_interval(mins => ${minutes})`,
    })
    .returning({ linkId: links.id, expiresAt: links.expiresAt });
  if (!issued) throw new Error("A link was not stored.");
  return { ...issued, encryptedToken: encryptText("link-token", token) };
}

/** An activation and a password reset both set the password, so that each supersedes the other. */
const SUPERSEDED_PURPOSES: Readonly<Record<LinkPurpose, readonly LinkPurpose[]>> = {
  activation: ["activation", "password-reset"],
  "password-reset": ["activation", "password-reset"],
  "email-change": ["email-change"],
};

/** Also cancels the unsent emails that carry them. Without `purpose`, it supersedes links for every purpose. */
export async function supersedeLinks(tx: Transaction, accountId: string, purpose?: LinkPurpose): Promise<void> {
  const superseded = await tx
    .update(links)
    .set({ supersededAt: sql`now()` })
    .where(
      and(
        eq(links.accountId, accountId),
        isNull(links.usedAt),
        isNull(links.supersededAt),
        purpose && inArray(links.purpose, SUPERSEDED_PURPOSES[purpose]),
      ),
    )
    .returning({ id: links.id });
  await cancelEmailsWithLinks(
    tx,
    superseded.map(({ id }) => id),
  );
}
