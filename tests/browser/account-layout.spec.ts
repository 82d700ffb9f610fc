import type { Page } from "@playwright/test";
import { read, transaction } from "#db/client.ts";
import { identities } from "#db/schema/identities.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { groupWith, restrict } from "#tests/db/domains.ts";
import {
  accountWithoutPassword,
  adminAccount,
  administrator,
  lockedAccount,
  type TestAccount,
  uniqueWord,
} from "#tests/db/people.ts";
import { overflowing } from "./layout.ts";
import { listUrl } from "./list-page.ts";
import { signInAsAdmin, startSession } from "./sign-in.ts";
import { expect, test } from "./test.ts";

const WIDTHS = [1024, 1100, 1280, 1440];

const LONG = "abcdefghijklmnopqrstuvwxyz".repeat(2);

const longEmail = () => `${LONG}.${uniqueWord()}@${LONG}.${LONG}.example.com`;

const someone = () => ({ email: longEmail(), firstName: LONG, lastName: LONG });

/** Expects nothing on an account's page to overflow. */
async function expectToFit(page: Page, account: TestAccount): Promise<void> {
  const { id, email } = account;
  const changes = [{ field: "Email at the provider", from: email, to: `${LONG}${LONG}` }];
  const by = { id, email, address: null };
  await transaction((tx) => record(tx, { event: "provider_email_changed", by, on: account, changes }));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(paths.accountDetails(id));
    expect.soft(await overflowing(page), `at ${width}`).toEqual([]);
  }
}

test.describe("federation", () => {
  test.use({ mode: "federation" });

  test("a linked account's page fits long values at desktop widths", async ({ page }) => {
    const account = await accountWithoutPassword(someone());
    const issuer = String(config().identityProvider?.issuer);
    await read((db) =>
      db.insert(identities).values({ accountId: account.id, issuer, subject: LONG.repeat(4), email: longEmail() }),
    );
    await signInAsAdmin(page);
    await expectToFit(page, account);
  });
});

test.describe("outgoing mail", () => {
  test.use({ mode: "smtp" });

  test("an account's page with emails fits long values", async ({ page }) => {
    const account = await lockedAccount(someone());
    await sendPasswordReset(await administrator(), account.id, false);
    await signInAsAdmin(page);
    await expectToFit(page, account);
  });
});

test.describe("segregation", () => {
  test.use({ mode: "segregation" });

  test("an account's page with domains fits long values", async ({ page }) => {
    const path = Array.from({ length: 6 }, (_, index) => `${LONG.slice(0, 19)}${index}`).join("/");
    const { name } = await groupWith([path]);
    const account = await lockedAccount(someone());
    await restrict(account.id, `${name}: ${path}`);
    await signInAsAdmin(page);
    await expectToFit(page, account);
  });
});

test("an administrator's own page fits long values", async ({ page }) => {
  const account = await adminAccount(someone());
  await startSession(page, account);
  await expectToFit(page, account);
});

test("the list of accounts fits long values at desktop widths", async ({ page }) => {
  const account = await lockedAccount({ ...someone(), lastName: uniqueWord() });
  await signInAsAdmin(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(listUrl({ search: account.lastName }));
    expect.soft(await overflowing(page), `at ${width}`).toEqual([]);
  }
});
