import { type Browser, chromium, expect as expectSoon } from "@playwright/test";
import { afterAll, beforeAll, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, anonymousSource, PASSWORD, uniqueWord } from "#tests/db/people.ts";
import { signIn } from "#tests/http/clients.ts";
import playwright from "../../playwright.config.ts";
import { session, test } from "./deployment.ts";
import { CLIENT_ADDRESS } from "./launcher.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch(playwright.use?.launchOptions);
});

afterAll(() => browser.close());

const ACTIONS = [
  { item: "Delete", title: "Delete user account", path: paths.deleteAccount },
  { item: "Reset user password", title: "Reset user password", path: paths.resetPassword },
];

test("only the list gets the payload of a dialog", async ({ server }) => {
  const admin = await signIn(session(server), await adminAccount());
  const { id, email } = await activeAccount();
  for (const { path } of ACTIONS) {
    const overList = await admin.getInPlace(path(id), { "next-url": paths.accounts });
    const elsewhere = await admin.getInPlace(path(id), { "next-url": paths.account });
    for (const answer of [overList, elsewhere]) {
      expect([answer.status, answer.headers["content-type"]]).toEqual([200, "text/x-component"]);
      expect(answer.body).toContain(email);
    }
    expect(overList.body).toContain(`"Dialog"`);
    expect(elsewhere.body).not.toContain(`"Dialog"`);
  }
});

test("the actions of a row are dialogs, and pages after a reload", async ({ server }) => {
  const [admin, user] = [await adminAccount(), await activeAccount({ lastName: uniqueWord() })];
  const list = `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`;
  const page = await browser.newPage({
    baseURL: server.environment.APP_URL,
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { [CLIENT_ADDRESS]: String(anonymousSource().address) },
  });
  const consoleErrors: string[] = [];
  page.on("console", (message) => message.type() === "error" && consoleErrors.push(message.text()));
  await page.goto(list);
  await page.getByLabel("Email").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectSoon(page).toHaveURL(list);
  for (const { item, title, path } of ACTIONS) {
    await page.getByRole("button", { name: `Actions for ${user.email}` }).click();
    await page.getByRole("link", { name: item }).click();
    await expectSoon(page.getByRole("dialog", { name: title })).toContainText(user.email);
    await expectSoon(page).toHaveURL((url) => url.pathname === path(user.id));
    await expectSoon(page.locator("tbody tr")).toHaveCount(1);
    await page.reload();
    await expectSoon(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expectSoon(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("link", { name: "Cancel" }).click();
    await expectSoon(page).toHaveURL(list);
  }

  await page.getByRole("button", { name: `Actions for ${user.email}` }).click();
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expectSoon(page.getByRole("status")).toHaveText(`Account ${user.email} deleted.`);
  await expectSoon(page).toHaveURL(list);
  await expectSoon(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await expectSoon(page.getByRole("status")).toHaveCount(0);
  expect(consoleErrors).toEqual([]);
  await page.close();
});
