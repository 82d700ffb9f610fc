import { and, isNotNull, sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import { links } from "#db/schema/links.ts";
import { deleteFailedJobs } from "#db/worker.ts";

/** Until then administrators can look an email up, and an old link's page can say what became of it. */
const RETENTION_DAYS = 30;

export async function purgeOldData(): Promise<void> {
  await transaction(async (tx) => {
    const cutoff = sql`now() - make_interval(days => ${RETENTION_DAYS})`;
    await tx.delete(emails).where(and(isNotNull(emails.completedAt), sql`${emails.completedAt} < ${cutoff}`));
    await tx.delete(links).where(sql`${links.expiresAt} < ${cutoff}`);
  });
  await deleteFailedJobs();
}
