import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "#tests/e2e/chromium.ts";
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

function fromDebian(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  return succeeds("apt-get", ["update"]) && succeeds("apt-get", ["install", "--yes", "chromium-headless-shell"]);
}

const fromPlaywright = () =>
  succeeds(process.execPath, [join("node_modules", "@playwright", "test", "cli.js"), "install", "chromium"]);

function succeeds(file: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(file, args, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
}
