import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type axe from "axe-core";
import type { RunOptions } from "axe-core";

/** A page takes twice as long to read the readable source. */
const MINIFIED_AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that colours decide. */
const COLOUR_RULES: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** Expects no finding of any rule in light, nor in dark of those that colours decide. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(`window.axe ?? (() => { ${MINIFIED_AXE} })()`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect.soft(await findings(page), page.url()).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect.soft(await findings(page, COLOUR_RULES), `${page.url()}, dark`).toEqual([]);
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
