import type { Locator, Page } from "@playwright/test";
import { groupWith, type TestGroup } from "#tests/db/domains.ts";
import { uniqueWord } from "#tests/db/people.ts";

/** A domain group of the test's own, with some domains. */
export const newGroup = (...domains: string[]): Promise<TestGroup> => groupWith(domains, undefined, uniqueWord());

/** The domain picker in the form of an account. */
export const restrictionsOn = (page: Page): Locator => page.getByRole("group", { name: "Domain restrictions" });

/** The checkbox of a domain, wherever the picker shows it. */
export const domainChoice = (page: Page, name: string): Locator =>
  restrictionsOn(page).getByRole("checkbox", { name, exact: true });

/** What the roles and domains that are checked mean, in a sentence. */
export const accessSummaryOn = (page: Page): Locator => page.getByRole("region", { name: "Access summary" });

/** Opens the tree of a group down to a domain. */
export async function expandTree(page: Page, group: string, ...below: string[]): Promise<void> {
  const summary = (text: string) => page.locator("summary").filter({ hasText: new RegExp(`^${text}$`) });
  const tree = restrictionsOn(page)
    .locator("details")
    .filter({ has: summary(group) });
  for (const text of [group, ...below.map((path) => `Below ${path}`)]) await tree.locator(summary(text)).click();
}
