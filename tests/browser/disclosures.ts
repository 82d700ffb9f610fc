import type { Page } from "@playwright/test";

export const openDisclosures = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("main details")) details.setAttribute("open", "");
  });
