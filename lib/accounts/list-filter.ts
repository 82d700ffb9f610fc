import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";

/** A filter of the account list, in two forms: which of them is fast depends on how many accounts match. */
export type ListFilter = Readonly<{
  /** Selects the `id` of every match, by an index. */
  idQuery: SQL;
  /** Tests one account, without the index that would lead a scan away from the order of the list. */
  scanCondition: SQL;
}>;

/** Up to so many matches, sorting them is quicker than scanning the list in its order. */
const MAX_CANDIDATES = 1000;

/** @returns the ids of all matches; `undefined` when they are too many to be sorted quickly */
export async function candidateIds(tx: Transaction, { idQuery }: ListFilter): Promise<string[] | undefined> {
  const found = await tx.execute<{ id: string }>(sql`${idQuery} LIMIT ${MAX_CANDIDATES + 1}`);
  return found.length > MAX_CANDIDATES ? undefined : found.map(({ id }) => id);
}
