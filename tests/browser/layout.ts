import type { Page } from "@playwright/test";

/** Elements that are wider than the window, their card or their own box, unless they are truncated with an ellipsis. */
export const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isShown = (element: Element) =>
      element.getClientRects().length > 0 && !element.closest(".sr-only, [popover]");
    const isCutOff = (element: Element) => element.closest(".truncate") !== null;
    const label = (element: Element) => `${element.tagName} ${element.textContent?.trim().slice(0, 60)}`;
    const right = (element: Element) => element.getBoundingClientRect().right;
    return [...document.querySelectorAll("main, main *")].flatMap((element) => {
      if (!isShown(element) || isCutOff(element)) return [];
      const limit = Math.min(right(element.closest(".card") ?? element), document.documentElement.clientWidth);
      const overlaps = right(element) > limit + 1;
      const spills = getComputedStyle(element).display !== "inline" && element.scrollWidth > element.clientWidth + 1;
      return overlaps || (spills && !element.matches("input, select, summary, option")) ? [label(element)] : [];
    });
  });
