import { type Database, read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";

/** Whether there is any account yet, as seen by `within` or by itself. */
export async function hasAccounts(within?: Pick<Database, "select">): Promise<boolean> {
  const find = (db: Pick<Database, "select">) => db.select({ id: accounts.id }).from(accounts).limit(1);
  return (await (within ? find(within) : read(find))).length > 0;
}
