import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import { emailJob } from "./email-jobs.ts";

export const LINK_INVALID = "The link in this email no longer works.";
export const ACCOUNT_DELETED = "The account was deleted.";

const cancel = async (tx: Transaction, condition: SQL, problem: string): Promise<void> => {
  const cancelled = await tx
    .update(emails)
    .set({ state: "CANCELLED", problem, encryptedToken: null, leasedUntil: null, completedAt: sql`now()` })
    .where(and(inArray(emails.state, ["WAITING", "FAILED"]), condition))
    .returning({ id: emails.id });
  for (const { id } of cancelled) await removeJob(tx, emailJob(id).key);
};

export async function cancelEmailsWithLinks(tx: Transaction, linkIds: readonly string[]): Promise<void> {
  if (linkIds.length > 0) await cancel(tx, inArray(emails.linkId, [...linkIds]), LINK_INVALID);
}

export const cancelEmailsAbout = (tx: Transaction, accountId: string): Promise<void> =>
  cancel(tx, eq(emails.accountId, accountId), ACCOUNT_DELETED);

export const cancelEmail = (tx: Transaction, id: string, problem: string): Promise<void> =>
  cancel(tx, eq(emails.id, id), problem);
