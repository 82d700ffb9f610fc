import { and, inArray, type SQL, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { deleteFailedJobs } from "#db/worker.ts";

/** Until then administrators can look an email up, and an old link's page can say what became of it. */
const RETENTION_DAYS = 30;

/** Few enough for the time limit of a transaction, and for others not to wait. */
const BATCH_SIZE = 1000;

export async function purgeOldData(): Promise<void> {
  while ((await deleteOldEmails()) === BATCH_SIZE);
  while ((await deleteOldLinks()) === BATCH_SIZE);
  await deleteFailedJobs();
}

const cutoff: SQL = sql`now() - make_interval(days => ${RETENTION_DAYS})`;

const deleteOldEmails = (): Promise<number> =>
  transaction(async (tx) => {
    const old = tx
      .select({ id: emails.id })
      .from(emails)
      // No email was completed before it was created, and only its creation has an index.
      .where(and(sql`${emails.createdAt} < ${cutoff}`, sql`${emails.completedAt} < ${cutoff}`))
      .orderBy(emails.createdAt, emails.id)
      .limit(BATCH_SIZE);
    const deleted = await tx.delete(emails).where(inArray(emails.id, old)).returning({ id: emails.id });
    return deleted.length;
  });

const deleteOldLinks = (): Promise<number> =>
  transaction(async (tx) => {
    const old = tx
      .select({ id: links.id })
      .from(links)
      .where(sql`${links.expiresAt} < ${cutoff}`)
      .orderBy(links.expiresAt)
      .limit(BATCH_SIZE);
    const deleted = await tx.delete(links).where(inArray(links.id, old)).returning({ id: links.id });
    return deleted.length;
  });
