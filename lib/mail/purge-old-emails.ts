import { and, isNotNull, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";

/** Long enough to look up what became of a mail, and for an old link's page to say what it was. */
const KEPT_DAYS = 30;

/** Forgets emails that were settled, and links that ended, long ago. */
export const purgeOldEmails = (): Promise<void> =>
  transaction(async (tx) => {
    const longAgo = sql`now() - make_interval(days => ${KEPT_DAYS})`;
    await tx.delete(emails).where(and(isNotNull(emails.completedAt), sql`${emails.completedAt} < ${longAgo}`));
    await tx.delete(links).where(sql`${links.expiresAt} < ${longAgo}`);
  });
