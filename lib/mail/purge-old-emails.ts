import { and, isNotNull, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { mails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";

/** Long enough to look up what became of a mail, and for an old link's page to say what it was. */
const KEPT_DAYS = 30;

/** Forgets mails that were settled, and links that ended, long ago. */
export const forgetOldMails = (): Promise<void> =>
  transaction(async (tx) => {
    const longAgo = sql`now() - make_interval(days => ${KEPT_DAYS})`;
    await tx.delete(mails).where(and(isNotNull(mails.settledAt), sql`${mails.settledAt} < ${longAgo}`));
    await tx.delete(links).where(sql`${links.expiresAt} < ${longAgo}`);
  });
