import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import { emailJob } from "./email-jobs.ts";

const cancel = async (tx: Transaction, which: SQL | undefined, problem: string): Promise<void> => {
  const cancelled = await tx
    .update(emails)
    .set({ state: "CANCELLED", problem, encryptedToken: null, leasedUntil: null, completedAt: sql`now()` })
    .where(and(inArray(emails.state, ["WAITING", "FAILED"]), which))
    .returning({ id: emails.id });
  for (const { id } of cancelled) await removeJob(tx, emailJob(id).key);
};

/** Calls off the emails whose links no longer work. */
export async function cancelEmailsWithLinks(tx: Transaction, linkIds: readonly string[]): Promise<void> {
  if (linkIds.length > 0) await cancel(tx, inArray(emails.linkId, [...linkIds]), "The link in it no longer works.");
}

/** Calls off what is still to be sent about an account that is being deleted. */
export const cancelEmailsAbout = (tx: Transaction, accountId: string): Promise<void> =>
  cancel(tx, eq(emails.accountId, accountId), "The account was deleted.");

/** Calls off one mail. */
export const cancelEmail = (tx: Transaction, id: string, problem: string): Promise<void> =>
  cancel(tx, eq(emails.id, id), problem);
