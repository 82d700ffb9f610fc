import { type BrowserContext, test as base, type ConsoleMessage, type Page } from "@playwright/test";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config.ts";
import { anonymousSource } from "#tests/db/people.ts";
import { type House, openHouse } from "./house.ts";

export { expect } from "@playwright/test";

/** The tag of a promise that scripts keep, such as a dialog. */
export const WITH_SCRIPTS = { tag: "@with-scripts" };

/** The tag of a promise about the absence of scripts. */
export const WITHOUT_SCRIPTS = { tag: "@without-scripts" };

type PerTest = Readonly<{
  /** Opens a page in another browser, which shares nothing with the first. */
  anotherBrowser: () => Promise<Page>;
}>;

type PerWorker = Readonly<{
  /** What the environment of the house holds besides the usual. */
  settings: Readonly<Record<string, string>>;
  /** The Gatehouse that the tests of this worker visit. People are made in its database: see `#tests/db/people.ts`. */
  house: House;
}>;

/**
 * Playwright's `test`, with a Gatehouse to visit. An error on the console, an uncaught exception or a violated content
 * security policy fails the test, in whichever browser it happens.
 */
export const test = base.extend<PerTest, PerWorker>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
  settings: [({}, use) => use({}), { scope: "worker" }],

  house: [
    async ({ settings }, use) => {
      const house = await openHouse(settings);
      completeEnvironment(house.environment);
      await use(house);
      await closeDatabase();
      await house.close();
    },
    { scope: "worker", auto: true },
  ],

  baseURL: ({ house }, use) => use(house.url),

  // biome-ignore lint/correctness/noEmptyPattern: see above.
  extraHTTPHeaders: ({}, use) => use({ "X-Forwarded-For": String(anonymousSource().address) }),

  context: async ({ context }, use) => {
    const faults = watchFor(context);
    await use(context);
    failOn(faults);
  },

  page: async ({ page, javaScriptEnabled }, use) => {
    if (javaScriptEnabled !== false) waitForScripts(page);
    await use(page);
  },

  anotherBrowser: async ({ browser, javaScriptEnabled }, use) => {
    const opened: { context: BrowserContext; faults: string[] }[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push({ context, faults: watchFor(context) });
      const page = await context.newPage();
      if (javaScriptEnabled !== false) waitForScripts(page);
      return page;
    });
    await Promise.all(opened.map(({ context }) => context.close()));
    failOn(opened.flatMap(({ faults }) => faults));
  },
});

function watchFor(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) faults.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(String(error.error().stack)));
  return faults;
}

/** Chromium logs every answer with a 4xx, also those that a page of ours is meant to give. */
const isRefusal = (message: ConsoleMessage): boolean =>
  /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) &&
  !message.location().url.includes("/_next/");

function failOn(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`The browser complained:\n${faults.join("\n")}`);
}

/** Lets the page's `goto` and `reload` return only when its scripts listen, as they do when a person has looked at it. */
function waitForScripts(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  const listening = () =>
    page.waitForFunction(() => {
      const main = document.querySelector("main");
      const isOurs = document.querySelector("script[src*='/_next/']") !== null;
      return !main || !isOurs || Object.keys(main).some((key) => key.startsWith("__reactFiber"));
    });
  page.goto = async (...to) => {
    const response = await goto(...to);
    await listening();
    return response;
  };
  page.reload = async (...how) => {
    const response = await reload(...how);
    await listening();
    return response;
  };
}
