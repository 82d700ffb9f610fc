import { and, type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { canonicalEmail } from "./email-address.ts";
import { folded } from "./folded.ts";

/** As many matches as are cheaper to fetch and sort than to look for along the order. */
const CANDIDATES = 1000;

const likePattern = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`;

const words = (search: string): string[] => folded(search).split(" ").filter(Boolean).slice(0, 8);

/** Every word somewhere in the names or the e-mail, found through the trigram index. */
export const containsWords = (search: string): SQL | undefined =>
  and(...words(search).map((word) => sql`${accounts.searchText} LIKE ${likePattern(word)}`));

/** The same, in a form that the trigram index cannot serve: for walking along the order of the list instead. */
export const containsWordsUnindexed = (search: string): SQL | undefined =>
  and(...words(search).map((word) => sql`(${accounts.searchText} || '') LIKE ${likePattern(word)}`));

/**
 * The ids of the accounts that a search finds, when they are few: a whole e-mail is looked up as such, everything else
 * through the trigram index.
 * @returns `undefined` when there are more than can be sorted quickly
 */
export async function fewMatches(db: Database | Transaction, search: string): Promise<string[] | undefined> {
  const email = canonicalEmail(search);
  if (email) {
    const exact = await db.select({ id: accounts.id }).from(accounts).where(sql`${accounts.email} = ${email}`);
    if (exact.length > 0) return exact.map(({ id }) => id);
  }
  const found = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(containsWords(search))
    .limit(CANDIDATES + 1);
  return found.length > CANDIDATES ? undefined : found.map(({ id }) => id);
}
