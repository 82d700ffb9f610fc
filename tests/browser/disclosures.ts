import type { Page } from "@playwright/test";

/** Opens every disclosure of the page. */
export const openDisclosures = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("main details")) details.setAttribute("open", "");
  });
