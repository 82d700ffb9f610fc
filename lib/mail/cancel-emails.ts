import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { removeJob } from "#db/jobs.ts";
import { mails } from "#db/schema/emails.ts";
import { mailJob } from "./email-jobs.ts";

const cancel = async (tx: Transaction, which: SQL | undefined, problem: string): Promise<void> => {
  const cancelled = await tx
    .update(mails)
    .set({ state: "CANCELLED", problem, sealedSecret: null, leasedUntil: null, settledAt: sql`now()` })
    .where(and(inArray(mails.state, ["WAITING", "FAILED"]), which))
    .returning({ id: mails.id });
  for (const { id } of cancelled) await removeJob(tx, mailJob(id).key);
};

/** Calls off the mails whose links no longer work. */
export async function cancelMailsWith(tx: Transaction, linkIds: readonly string[]): Promise<void> {
  if (linkIds.length > 0) await cancel(tx, inArray(mails.linkId, [...linkIds]), "The link in it no longer works.");
}

/** Calls off what is still to be sent about an account that is being deleted. */
export const cancelMailsAbout = (tx: Transaction, accountId: string): Promise<void> =>
  cancel(tx, eq(mails.accountId, accountId), "The account was deleted.");

/** Calls off one mail. */
export const cancelMail = (tx: Transaction, id: string, problem: string): Promise<void> =>
  cancel(tx, eq(mails.id, id), problem);
