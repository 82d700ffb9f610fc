import { IdentityProvider } from "#tests/identity-provider.ts";
import { type Mailbox, openMailbox } from "#tests/mail/mailbox.ts";
import { type House, openHouse } from "../house.ts";
import { test as base } from "../test.ts";

export { expect, WITH_SCRIPTS } from "../test.ts";

type PerTest = Readonly<{
  /** Opens another Gatehouse that the provider knows. It closes when its visitors are gone. */
  anotherHouse: (settings: Readonly<Record<string, string>>) => Promise<House>;
}>;

type PerWorker = Readonly<{
  provider: IdentityProvider;
  mailbox: Mailbox;
  /** That the provider knows the Gatehouse. */
  registered: undefined;
}>;

/** Where the provider stands in for a product behind the gate: at the house's host, on another port. */
export const productAt = ({ issuer }: Pick<IdentityProvider, "issuer">): string =>
  `http://localhost:${new URL(issuer).port}`;

/** The tests' `test`, at a Gatehouse that an identity provider signs people in to, with outgoing mail on. */
export const test = base.extend<PerTest, PerWorker>({
  provider: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
    async ({}, use) => {
      const provider = new IdentityProvider();
      await provider.open();
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],

  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: see above.
    async ({}, use) => {
      const mailbox = await openMailbox();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],

  anotherHouse: async ({ provider }, use) => {
    const opened: House[] = [];
    await use(async (settings) => {
      const house = await openHouse({ ...provider.settings, ...settings });
      opened.push(house);
      provider.register(house.url);
      return house;
    });
    await Promise.all(opened.map((house) => house.close()));
  },

  context: ({ anotherHouse: _, context }, use) => use(context),

  settings: [
    ({ provider, mailbox }, use) =>
      use({
        ...provider.settings,
        MAIL_FROM: "Gatehouse <no-reply@example.com>",
        SMTP_URL: mailbox.url,
        GATE_ORIGINS: productAt(provider),
      }),
    { scope: "worker" },
  ],

  registered: [
    async ({ provider, house }, use) => {
      provider.register(house.url);
      await use(undefined);
    },
    { scope: "worker", auto: true },
  ],
});
