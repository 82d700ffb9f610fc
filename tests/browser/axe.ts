import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type axe from "axe-core";
import type { RunOptions } from "axe-core";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const COLOUR_RULES: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** Polls, because React may render the streamed title again when it hydrates. */
const { poll } = expect.configure({ soft: true, timeout: 5_000 });

/** Checks all rules in light mode, and those about colours in dark mode too. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await poll(() => findings(page), page.url()).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await poll(() => findings(page, COLOUR_RULES), `${page.url()}, dark`).toEqual([]);
}

const findings = (page: Page, options: RunOptions = {}): Promise<string[]> =>
  page.evaluate(async (how) => {
    const { violations } = await window.axe.run({ ...how, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }, options);

declare global {
  interface Window {
    axe: typeof axe;
  }
}
