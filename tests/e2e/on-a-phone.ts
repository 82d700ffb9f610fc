import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** What a test uses to look at pages as on a phone. */
export const PHONE = { viewport: { width: 390, height: 844 } };

export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  await page.waitForLoadState();
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(await overhang(), page.url()).toBeLessThanOrEqual(0);
}
