import { defineConfig } from "@playwright/test";
import { findChromium } from "./tests/programs/chromium.ts";

/** No network traffic except for tests, and no sandbox, so that root can run it in a container. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Saves a process per browser.
  "--in-process-gpu",
  // Avoids extra renderers, for address bar suggestions and for Cross-Origin-Opener-Policy, which HTTP tests check. Replaces
  // Playwright's own list, the rest of which is repeated.
  "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,CrossOriginOpenerPolicy",
];

export default defineConfig({
  testDir: "tests/browser",
  testMatch: "**/*.spec.ts",
  globalSetup: "./tests/servers/global-setup.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    // Traces take a sixth more time. Enable them with `--trace retain-on-failure`.
    trace: "off",
    launchOptions: { executablePath: findChromium(), args: CHROMIUM_FLAGS },
  },
});
