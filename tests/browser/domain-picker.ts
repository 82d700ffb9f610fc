import type { Locator, Page } from "@playwright/test";
import { groupWith, type TestGroup } from "#tests/db/domains.ts";
import { uniqueWord } from "#tests/db/people.ts";

export const newGroup = (...domains: string[]): Promise<TestGroup> => groupWith(domains, undefined, uniqueWord());

export const restrictionsOn = (page: Page): Locator => page.getByRole("group", { name: "Domain restrictions" });

/** In the tree or in the search results. */
export const domainChoice = (page: Page, name: string): Locator =>
  restrictionsOn(page).getByRole("checkbox", { name, exact: true });

export const accessSummaryOn = (page: Page): Locator => page.getByRole("region", { name: "Access summary" });

/** Expands a group's tree along a path. */
export async function expandTree(page: Page, group: string, ...below: string[]): Promise<void> {
  const summary = (text: string) => page.locator("summary").filter({ hasText: new RegExp(`^${text}$`) });
  const tree = restrictionsOn(page)
    .locator("details")
    .filter({ has: summary(group) });
  for (const text of [group, ...below.map((path) => `Below ${path}`)]) await tree.locator(summary(text)).click();
}
