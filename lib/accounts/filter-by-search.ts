import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { normalizeForSearch } from "#lib/profile/search-keys.ts";
import { allOf, type ListFilter } from "./list-filter.ts";

const MAX_WORDS = 8;

/** The account with this whole email, if the search is one. */
export async function findByWholeEmail(tx: Transaction, search: string): Promise<ListFilter | undefined> {
  const email = canonicalEmail(search);
  if (!email) return undefined;
  const [found] = await tx.execute<{ id: string }>(sql`SELECT id FROM accounts WHERE email = ${email}`);
  return found && { condition: sql`account.id = ${found.id}::uuid`, ids: sql`SELECT ${found.id}::uuid AS id` };
}

/** Every account that contains each of the words. */
export function searchFilter(search: string): ListFilter {
  const words = [...new Set(normalizeForSearch(search).split(" "))].filter(Boolean).slice(0, MAX_WORDS);
  return {
    condition: allOf(words.map((word) => isContained(word, sql`account.search_text`))),
    indexed: words.length > 0 ? allOf(words.map(isIndexed)) : undefined,
  };
}

const isContained = (word: string, text: SQL): SQL => sql`${text} LIKE ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`;

/** Of other scripts, the locale of the database decides. */
const hasTrigram = (word: string): boolean => /[a-z0-9]{3}/.test(word);

/** Without a trigram, by its characters and pairs of characters, which are exact for at most two. */
function isIndexed(word: string): SQL {
  if (hasTrigram(word)) return isContained(word, sql`account.search_text`);
  const characters = [...word];
  const pairs = characters.slice(1).map((next, at) => `${characters[at]}${next}`);
  const grams = pairs.length > 0 ? pairs : characters;
  const hasGrams = sql`search_grams(account.search_text) @> ARRAY[${sql.join(
    grams.map((gram) => sql`${gram}::text`),
    sql`, `,
  )}]`;
  // The index would be read as a whole for a column's pattern without a trigram.
  return pairs.length > 1 ? sql`${hasGrams} AND ${isContained(word, sql`(account.search_text || '')`)}` : hasGrams;
}
