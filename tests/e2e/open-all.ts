import type { Page } from "@playwright/test";

/** Opens whatever is closed until somebody asks for it. */
export const openAll = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("main details")) details.setAttribute("open", "");
  });
