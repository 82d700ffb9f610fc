import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { links } from "#db/schema/links.ts";
import { cancelEmailsWithLinks } from "#lib/mail/cancel-emails.ts";
import type { LinkPurpose } from "./link-purposes.ts";

/** An activation and a reset both set the password, so that one does away with the other. */
const ALIKE: Readonly<Record<LinkPurpose, readonly LinkPurpose[]>> = {
  activation: ["activation", "password-reset"],
  "password-reset": ["activation", "password-reset"],
  "email-change": ["email-change"],
};

/**
 * Ends every open link of an account that does the same as `purpose`, or every one at all, and calls off the emails that
 * are still to carry them.
 */
export async function supersedeLinks(tx: Transaction, accountId: string, purpose?: LinkPurpose): Promise<void> {
  const replaced = await tx
    .update(links)
    .set({ supersededAt: sql`now()` })
    .where(
      and(
        eq(links.accountId, accountId),
        isNull(links.usedAt),
        isNull(links.supersededAt),
        purpose && inArray(links.purpose, ALIKE[purpose]),
      ),
    )
    .returning({ id: links.id });
  await cancelEmailsWithLinks(
    tx,
    replaced.map(({ id }) => id),
  );
}
