import { openProvider, type Provider } from "#tests/mail/provider.ts";
import { test as base } from "../../test.ts";
import { sendingThrough } from "./sending.ts";

export { expect } from "../../test.ts";

/** The tests' `test`, at a Gatehouse whose mails go through an endpoint that speaks Resend's API. */
export const test = base.extend<object, Readonly<{ provider: Provider }>>({
  provider: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
    async ({}, use) => {
      const provider = await openProvider();
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],

  settings: [({ provider }, use) => use(sendingThrough(provider)), { scope: "worker" }],
});
