import { eq, getTableColumns } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { restrictionNames } from "#lib/domains/restrictions.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";

export type StoredAccount = typeof accounts.$inferSelect & Readonly<{ restrictions: readonly string[] }>;

/** Accounts with the domains they are restricted to. */
export const selectAccount = (tx: Transaction) =>
  tx.select({ ...getTableColumns(accounts), restrictions: restrictionNames }).from(accounts);

/**
 * Reads an account that is about to change, and keeps others from changing it until the transaction ends. Sessions may
 * be opened for it meanwhile: a sign-in, which holds the credentials by then, would wait for us, and we for it.
 * @throws NotFound when there is none with this id
 */
export async function lockAccount(tx: Transaction, id: string): Promise<StoredAccount> {
  if (!isId(id)) throw new NotFound();
  const [found] = await selectAccount(tx).where(eq(accounts.id, id)).for("no key update", { of: accounts });
  if (!found) throw new NotFound();
  return found;
}
