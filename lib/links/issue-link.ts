import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { encryptText } from "#lib/crypto/encryption.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";
import type { LinkPurpose } from "./link-purposes.ts";
import { supersedeLinks } from "./supersede-links.ts";

export type IssuedLink = Readonly<{ linkId: string; endsAt: Date; encryptedToken: string }>;

type Wanted = Readonly<{
  purpose: LinkPurpose;
  accountId: string;
  /** The mailbox it goes to. */
  email: string;
  minutes: number;
}>;

/**
 * Makes a link, which takes the place of every older one that does the same for the account. Its secret leaves this
 * function encrypted only, for the mail that carries it.
 */
export async function issueLink(tx: Transaction, { purpose, accountId, email, minutes }: Wanted): Promise<IssuedLink> {
  await supersedeLinks(tx, accountId, purpose);
  const secret = newToken();
  const [issued] = await tx
    .insert(links)
    .values({
      purpose,
      accountId,
      email,
      tokenHash: hashToken(secret),
      expiresAt: sql`now() + make_interval(mins => ${minutes})`,
    })
    .returning({ linkId: links.id, endsAt: links.expiresAt });
  if (!issued) throw new Error("A link was not stored.");
  return { ...issued, encryptedToken: await encryptText("link-token", secret) };
}
