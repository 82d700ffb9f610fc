import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";

/** In two forms: which of them is fast depends on how many accounts match. */
export type ListFilter = Readonly<{
  idQuery: SQL;
  /** Avoids the index that would lead a scan away from the order of the list. */
  scanCondition: SQL;
}>;

/** Up to this many matches, sorting them is faster than scanning the list in order. */
const MAX_CANDIDATES = 1000;

/** @returns `undefined` when there are too many to sort quickly */
export async function candidateIds(tx: Transaction, { idQuery }: ListFilter): Promise<string[] | undefined> {
  const found = await tx.execute<{ id: string }>(sql`${idQuery} LIMIT ${MAX_CANDIDATES + 1}`);
  return found.length > MAX_CANDIDATES ? undefined : found.map(({ id }) => id);
}
