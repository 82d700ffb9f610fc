import { join } from "node:path";
import { findChromium } from "#tests/e2e/chromium.ts";
import { installFromDebian, mayInstallFromDebian, succeeds } from "./debian.ts";
import { Failure } from "./failure.ts";

/**
 * Sees to it that there is a browser for the end-to-end tests, installing one when there is none.
 * @throws Failure when there is no way to get one.
 */
export function ensureChromium(): void {
  if (findChromium()) return;
  console.log("Installing a browser for the end-to-end tests …");
  for (const install of [fromDebian, fromPlaywright]) {
    if (install() && findChromium()) return;
  }
  throw new Failure(
    "The end-to-end tests need Chromium, and it could not be installed. Install it (apt-get install chromium-headless-shell), or set CHROMIUM_PATH to one.",
  );
}

const fromDebian = () => mayInstallFromDebian() && installFromDebian("chromium-headless-shell");

const fromPlaywright = () =>
  succeeds(process.execPath, [join("node_modules", "@playwright", "test", "cli.js"), "install", "chromium"]);
