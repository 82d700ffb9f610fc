import type { Locator, Page } from "@playwright/test";
import { expect } from "./test.ts";

export const statusOn = (page: Page): Locator => page.getByRole("status");

/** Except Next.js's own alert, which announces titles. */
export const alertOn = (page: Page): Locator =>
  page.getByRole("alert").and(page.locator(":not(#__next-route-announcer__)"));

/** Expects a secret in no text, field or source of the page. */
export async function expectNowhereOn(page: Page, secret: string): Promise<void> {
  const fields = await page
    .locator("input, textarea")
    .evaluateAll((all) => all.map((field) => "value" in field && field.value));
  const holds = (await page.content()).includes(secret) || fields.includes(secret);
  expect(holds, `${page.url()} holds a secret`).toBe(false);
}
