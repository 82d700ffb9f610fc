import { eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { normalizeForSearch } from "#lib/profile/search-keys.ts";
import type { ListFilter } from "./list-filter.ts";

const MAX_WORDS = 8;

/** A whole email finds its account alone; anything else, every account that contains each of the words. */
export async function searchFilter(tx: Transaction, search: string): Promise<ListFilter> {
  const email = canonicalEmail(search);
  if (email && (await hasAccount(tx, email))) {
    const isThatEmail = eq(accounts.email, email);
    return { idQuery: sql`SELECT id FROM accounts WHERE ${isThatEmail}`, scanCondition: isThatEmail };
  }
  const words = normalizeForSearch(search).split(" ").filter(Boolean).slice(0, MAX_WORDS);
  return {
    idQuery: sql`SELECT id FROM accounts WHERE ${containsAll(words, accounts.searchText)}`,
    // The trigram index serves the column alone, and no expression.
    scanCondition: containsAll(words, sql`(${accounts.searchText} || '')`),
  };
}

const hasAccount = async (tx: Transaction, email: string): Promise<boolean> =>
  (await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.email, email))).length > 0;

const containsAll = (words: readonly string[], text: SQLWrapper): SQL =>
  sql.join([sql`true`, ...words.map((word) => sql`${text} LIKE ${likePattern(word)}`)], sql` AND `);

const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, "\\$&")}%`;
