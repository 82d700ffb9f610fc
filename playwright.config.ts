import { defineConfig } from "@playwright/test";
import { findChromium } from "./tests/programs/chromium.ts";

/** Nothing but the test talks to the network, and root may run a browser in a container. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Nothing is drawn on a screen, and every browser is one process less.
  "--in-process-gpu",
  // Windows nobody sees suggest nothing in their address bars: each would start a renderer of its own for that. (This
  // takes the place of Playwright's own list, of which the rest is what matters here.) Nor is a second renderer started
  // for each page's Cross-Origin-Opener-Policy, which is tested over HTTP.
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
    // A trace costs a sixth of the time: ask for one with `--trace retain-on-failure`.
    trace: "off",
    launchOptions: { executablePath: findChromium(), args: CHROMIUM_FLAGS },
  },
});
