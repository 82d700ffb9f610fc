import { spawnSync } from "node:child_process";
import { chromium } from "@playwright/test";

/**
 * The browser for the end-to-end tests: CHROMIUM_PATH, the system's, or Playwright's own. First the one without
 * windows, which is the same Chromium and takes a third less of the processor.
 * @returns the path of its executable; `undefined` when none of them runs
 */
export function findChromium(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    chromium.executablePath(),
  ];
  return candidates.find((path) => path && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0);
}
