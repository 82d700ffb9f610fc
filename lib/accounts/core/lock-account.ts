import { eq, getTableColumns } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { restrictionNames } from "#lib/domains/restrictions.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";

export type StoredAccount = typeof accounts.$inferSelect & Readonly<{ restrictions: readonly string[] }>;

export const selectAccount = (tx: Transaction) =>
  tx.select({ ...getTableColumns(accounts), restrictions: restrictionNames }).from(accounts);

/** @throws NotFound when there is none with this id */
export async function lockAccount(tx: Transaction, id: string): Promise<StoredAccount> {
  if (!isId(id)) throw new NotFound();
  // Not "for update": a sign-in, which has locked the credentials, must still be able to insert its session.
  const [found] = await selectAccount(tx).where(eq(accounts.id, id)).for("no key update", { of: accounts });
  if (!found) throw new NotFound();
  return found;
}
