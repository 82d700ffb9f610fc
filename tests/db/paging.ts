import type { Actor } from "#lib/access/actor.ts";
import { accountsQuery } from "#lib/accounts/accounts-query.ts";
import { type AccountsPage, listAccounts } from "#lib/accounts/list-accounts.ts";

/** A page of the list, as its query string asks for it. */
export const page = async (actor: Actor, parameters: Record<string, string> = {}): Promise<AccountsPage> =>
  listAccounts(actor, accountsQuery.parse(parameters));

/** All pages from the first, following "next". */
export async function pagesForward(actor: Actor, parameters: Record<string, string>, between = async () => {}) {
  const pages = [await page(actor, parameters)];
  for (let after = pages[0]?.next; after; after = pages.at(-1)?.next) {
    await between();
    pages.push(await page(actor, { ...parameters, after }));
  }
  return pages;
}

/** All pages up to `last`, following "previous". */
export async function pagesBack(
  actor: Actor,
  parameters: Record<string, string>,
  last: AccountsPage,
  between = async () => {},
) {
  const pages = [last];
  for (let before = last.previous; before; before = pages[0]?.previous) {
    await between();
    pages.unshift(await page(actor, { ...parameters, before }));
  }
  return pages;
}

export const emailsOn = (pages: readonly AccountsPage[]): string[] =>
  pages.flatMap(({ rows }) => rows.map(({ email }) => email));
