import {
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  type Page,
  type PlaywrightTestArgs,
} from "@playwright/test";
import { anonymousSource } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import type { Mode } from "#tests/servers/shared-servers.ts";
import { useServer } from "#tests/servers/use-server.ts";
import { expectAccessible } from "./axe.ts";

export { expect } from "@playwright/test";

type Fixtures = Readonly<{
  /** Which of the shared servers the test runs against. */
  mode: Mode;
  server: Server;
  /** Opens a page in a separate browser context. */
  anotherBrowser: () => Promise<Page>;
  /** Expects no finding of axe-core; does nothing without JavaScript. */
  inspect: (page: Page) => Promise<void>;
}>;

/**
 * Playwright's `test`, with a shared server. A console error, an uncaught exception or a violation of the content
 * security policy fails the test, in any of its browsers.
 */
export const test = base.extend<Fixtures>({
  mode: ["passwords", { option: true }],

  server: [async ({ mode }, use) => use(await useServer(mode)), { auto: true }],

  baseURL: ({ server }, use) => use(server.url),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
  extraHTTPHeaders: ({}, use) => use({ "X-Forwarded-For": String(anonymousSource().address) }),

  context: async ({ context }, use) => {
    const errors = watchForErrors(context);
    await use(context);
    failOn(errors);
  },

  page: async ({ page, javaScriptEnabled }, use) => {
    if (javaScriptEnabled !== false) waitForHydration(page);
    await use(page);
  },

  anotherBrowser: async ({ browser, javaScriptEnabled }, use) => {
    const opened: { context: BrowserContext; errors: string[] }[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push({ context, errors: watchForErrors(context) });
      const page = await context.newPage();
      if (javaScriptEnabled !== false) waitForHydration(page);
      return page;
    });
    await Promise.all(opened.map(({ context }) => context.close()));
    failOn(opened.flatMap(({ errors }) => errors));
  },

  inspect: ({ javaScriptEnabled }, use) => use(javaScriptEnabled === false ? async () => {} : expectAccessible),
});

type FlowArgs = PlaywrightTestArgs & Fixtures & Readonly<{ javaScriptEnabled: boolean | undefined }>;

/** Runs with and without JavaScript. */
export function flow(title: string, steps: (args: FlowArgs) => Promise<void>): void {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
      test.use({ javaScriptEnabled });
      test(title, steps);
    });
  }
}

function watchForErrors(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => errors.push(String(error.error().stack)));
  return errors;
}

/** Chromium logs every 4xx response, including expected ones. */
const isRefusal = (message: ConsoleMessage): boolean =>
  /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) &&
  !message.location().url.includes("/_next/");

function failOn(errors: readonly string[]): void {
  if (errors.length > 0) throw new Error(`The browser complained:\n${errors.join("\n")}`);
}

/** Makes the page's `goto` and `reload` wait until React has hydrated it. */
function waitForHydration(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  // Playwright's own waiting injects a large script into every page, which costs a third of its time.
  const hydrated = () =>
    page.evaluate(async () => {
      const main = document.querySelector("main");
      if (!main || !document.querySelector("script[src*='/_next/']")) return;
      while (!Object.keys(main).some((key) => key.startsWith("__reactFiber"))) await new Promise(requestAnimationFrame);
    });
  page.goto = async (...to) => {
    const response = await goto(...to);
    await hydrated();
    return response;
  };
  page.reload = async (...how) => {
    const response = await reload(...how);
    await hydrated();
    return response;
  };
}
