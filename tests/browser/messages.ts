import type { Locator, Page } from "@playwright/test";
import { expect } from "./test.ts";

/** The confirmation of what was just done. */
export const statusOn = (page: Page): Locator => page.getByRole("status");

/** What must be noticed before going on. (Next.js keeps an alert of its own, in which it announces titles.) */
export const alertOn = (page: Page): Locator =>
  page.getByRole("alert").and(page.locator(":not(#__next-route-announcer__)"));

/** A secret stands nowhere on the page: not in a text, a field or the source. */
export async function expectNowhereOn(page: Page, secret: string): Promise<void> {
  const fields = await page
    .locator("input, textarea")
    .evaluateAll((all) => all.map((field) => "value" in field && field.value));
  const holds = (await page.content()).includes(secret) || fields.includes(secret);
  expect(holds, `${page.url()} holds a secret`).toBe(false);
}
