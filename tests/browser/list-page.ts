import type { Locator, Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";

export const listUrl = (query: Readonly<Record<string, string>>): string =>
  `${paths.accounts}?${new URLSearchParams(query)}`;

const rows = (page: Page): Locator => page.getByRole("table", { name: "User accounts" }).locator("tbody tr");

export const rowOf = (page: Page, email: string): Locator =>
  rows(page).filter({ has: page.getByRole("link", { name: email, exact: true }) });

/** From top to bottom. */
export const emailsOn = (page: Page): Locator => rows(page).getByRole("rowheader").getByRole("link");

export const openRowMenu = (page: Page, email: string): Promise<void> =>
  page.getByRole("button", { name: `Actions for ${email}` }).click();

/** Without scripts, the menu is a page. */
export async function closeRowMenu(page: Page, javaScriptEnabled: boolean | undefined): Promise<void> {
  if (javaScriptEnabled !== false) return page.keyboard.press("Escape");
  // Chromium refuses to go back from a page that it is still opening.
  await page.waitForURL(/\/actions(\?|$)/);
  await page.goBack();
}

export async function searchFor(page: Page, text: string): Promise<void> {
  await page.getByLabel("Name or email").fill(text);
  await page.getByRole("button", { name: "Search" }).click();
}
