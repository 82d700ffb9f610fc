import { and, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { normalizeForSearch } from "#lib/profile/search-keys.ts";

/** As many matches as are cheaper to fetch and sort than to look for along the order. */
export const MAX_CANDIDATES = 1000;

const likePattern = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`;

const words = (search: string): string[] => normalizeForSearch(search).split(" ").filter(Boolean).slice(0, 8);

/** Every word somewhere in the names or the e-mail, found through the trigram index. */
const containsWords = (search: string): SQL | undefined =>
  and(...words(search).map((word) => sql`${accounts.searchText} LIKE ${likePattern(word)}`));

/** The same, in a form that the trigram index cannot serve: for walking along the order of the list instead. */
const containsWordsUnindexed = (search: string): SQL | undefined =>
  and(...words(search).map((word) => sql`(${accounts.searchText} || '') LIKE ${likePattern(word)}`));

/** Something that narrows the list, in the three forms in which it can be looked for. */
export type ListFilter = Readonly<{
  /** The ids of the accounts that match; `undefined` when there are more than can be sorted quickly. */
  candidateIds: (tx: Transaction) => Promise<string[] | undefined>;
  /** A condition to be asked of one account after the other. */
  scanCondition: SQL | undefined;
  /** A query for the ids of all that match. */
  idQuery: SQL;
}>;

/** As few ids as can be sorted quickly, or none. */
export const withinCandidateLimit = (ids: readonly Readonly<{ id: string }>[]): string[] | undefined =>
  ids.length > MAX_CANDIDATES ? undefined : ids.map(({ id }) => id);

/** A search: a whole e-mail is looked up as such, everything else through the trigram index. */
export const searchFilter = (search: string): ListFilter => ({
  async candidateIds(tx) {
    const email = canonicalEmail(search);
    if (email) {
      const exact = await tx.select({ id: accounts.id }).from(accounts).where(sql`${accounts.email} = ${email}`);
      if (exact.length > 0) return exact.map(({ id }) => id);
    }
    const found = tx.select({ id: accounts.id }).from(accounts).where(containsWords(search));
    return withinCandidateLimit(await found.limit(MAX_CANDIDATES + 1));
  },
  scanCondition: containsWordsUnindexed(search),
  idQuery: sql`SELECT id FROM accounts WHERE ${containsWords(search)}`,
});
