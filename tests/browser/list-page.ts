import type { Locator, Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";

/** The address of the list as a query narrows and sorts it. */
export const listUrl = (query: Readonly<Record<string, string>>): string =>
  `${paths.accounts}?${new URLSearchParams(query)}`;

const rows = (page: Page): Locator => page.getByRole("table", { name: "User accounts" }).locator("tbody tr");

/** The row of one account. */
export const rowOf = (page: Page, email: string): Locator =>
  rows(page).filter({ has: page.getByRole("link", { name: email, exact: true }) });

/** The e-mails in the list, from top to bottom. */
export const emailsOn = (page: Page): Locator => rows(page).getByRole("rowheader").getByRole("link");

/** Opens the menu of one account's row. */
export const openRowMenu = (page: Page, email: string): Promise<void> =>
  page.getByRole("button", { name: `Actions for ${email}` }).click();

/** Types into the search box and sends it. */
export async function searchFor(page: Page, text: string): Promise<void> {
  await page.getByLabel("Name or email").fill(text);
  await page.getByRole("button", { name: "Search" }).click();
}
