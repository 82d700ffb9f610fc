import { createRequire } from "node:module";
import { join } from "node:path";
import { installFromDebian } from "./debian.ts";
import { ensureProgram, findProgram, type Program, runQuietly } from "./program.ts";

const PLAYWRIGHT = "@playwright/test";

const CHROMIUM: Program = {
  name: "Chromium",
  variable: "CHROMIUM_PATH",
  *candidates() {
    // Without windows it is the same Chromium and takes a third less of the processor.
    yield "/usr/bin/chromium-headless-shell";
    yield "/usr/bin/chromium";
    // Playwright takes long to load.
    yield createRequire(import.meta.url)(PLAYWRIGHT).chromium.executablePath();
  },
  version: "--version",
  debianPackage: "chromium-headless-shell",
  installers: [
    () => installFromDebian("chromium-headless-shell"),
    () => runQuietly(process.execPath, [join("node_modules", PLAYWRIGHT, "cli.js"), "install", "chromium"]),
  ],
};

/** The path of the browser for the tests: the system's, or Playwright's own; `undefined` when none runs. */
export const findChromium = (): string | undefined => findProgram(CHROMIUM);

/**
 * The same, installed when there is none.
 * @throws OperatorError when there is no way to get one
 */
export const ensureChromium = (): string => ensureProgram(CHROMIUM);
