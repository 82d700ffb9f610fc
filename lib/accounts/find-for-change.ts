import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { NotFound } from "#lib/refusal.ts";

/**
 * Reads an account that is about to change, and keeps others from changing it until the transaction ends. Sessions may
 * be opened for it meanwhile: a sign-in, which holds the credentials by then, would wait for us, and we for it.
 * @throws NotFound when there is none with this id
 */
export async function findForChange(tx: Transaction, id: string): Promise<typeof accounts.$inferSelect> {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  const [found] = await tx.select().from(accounts).where(eq(accounts.id, id)).for("no key update");
  if (!found) throw new NotFound();
  return found;
}
