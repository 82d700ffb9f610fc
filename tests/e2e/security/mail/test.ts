import { openProvider, type Provider } from "#tests/mail/provider.ts";
import { test as base, lendHouse } from "../../test.ts";

export { expect } from "../../test.ts";

/** What lets a Gatehouse send its mails through a provider. */
export const sendingThrough = ({ url }: Provider) => ({
  MAIL_FROM: "Gatehouse <no-reply@example.com>",
  RESEND_API_KEY: "re_any",
  RESEND_BASE_URL: url,
});

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

  house: [({ provider }, use) => lendHouse(sendingThrough(provider), use), { scope: "worker" }],
});
