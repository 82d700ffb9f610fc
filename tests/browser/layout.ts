import type { Page } from "@playwright/test";

/**
 * What is wider than the place it has on the page as it is now: than the window, than the column or card it lies in, or
 * than itself. An element that is cut off on purpose, and says so with an ellipsis, is where it belongs.
 */
export const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isShown = (element: Element) =>
      element.getClientRects().length > 0 && !element.closest(".sr-only, [popover]");
    const isCutOff = (element: Element) => element.closest(".truncate") !== null;
    const said = (element: Element) => `${element.tagName} ${element.textContent?.trim().slice(0, 60)}`;
    const right = (element: Element) => element.getBoundingClientRect().right;
    return [...document.querySelectorAll("main, main *")].flatMap((element) => {
      if (!isShown(element) || isCutOff(element)) return [];
      const place = Math.min(right(element.closest(".card") ?? element), document.documentElement.clientWidth);
      const overlaps = right(element) > place + 1;
      const spills = getComputedStyle(element).display !== "inline" && element.scrollWidth > element.clientWidth + 1;
      return overlaps || (spills && !element.matches("input, select, summary, option")) ? [said(element)] : [];
    });
  });
