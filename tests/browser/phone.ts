import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** For `test.use`. */
export const PHONE = { viewport: { width: 390, height: 844 } };

export async function expectNoHorizontalScrolling(page: Page): Promise<void> {
  await page.waitForLoadState();
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(await overflow(), page.url()).toBeLessThanOrEqual(0);
}
