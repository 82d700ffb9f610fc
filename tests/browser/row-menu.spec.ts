import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { closeRowMenu, emailsOn, listUrl, openRowMenu } from "./list-page.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { expect, flow, test } from "./test.ts";

const ITEMS = ["Reset user password", "Delete"];

const button = (page: Page, email: string) => page.getByRole("button", { name: `Actions for ${email}` });
const item = (page: Page, name: string) => page.getByRole("link", { name, exact: true });

async function expectMenuOf(page: Page, id: string): Promise<void> {
  await expect(item(page, "Reset user password")).toHaveAttribute("href", new RegExp(`^${paths.resetPassword(id)}`));
  await expect(item(page, "Delete")).toHaveAttribute("href", new RegExp(`^${paths.deleteAccount(id)}`));
}

flow("every row offers its own actions", async ({ page, inspect, javaScriptEnabled }) => {
  const word = uniqueWord();
  const users = [await activeAccount({ lastName: word }), await activeAccount({ lastName: word })];
  const list = listUrl({ search: word });
  await signInAsAdmin(page, list);
  for (const user of users) {
    await openRowMenu(page, user.email);
    await expectMenuOf(page, user.id);
    await inspect(page);
    await closeRowMenu(page, javaScriptEnabled);
    await expect(page).toHaveURL(list);
    for (const name of ITEMS) await expect(item(page, name)).toHaveCount(0);
  }
});

test("the menu follows the button and closes as menus do", async ({ page }) => {
  const word = uniqueWord();
  const [one, other] = [await activeAccount({ lastName: word }), await activeAccount({ lastName: word })];
  await signInAsAdmin(page, listUrl({ search: word }));
  await button(page, one.email).click();
  await expectMenuOf(page, one.id);
  await button(page, other.email).click();
  await expectMenuOf(page, other.id);
  await button(page, other.email).click();
  await expect(item(page, "Delete")).toHaveCount(0);

  await button(page, one.email).click();
  await expectMenuOf(page, one.id);
  await page.getByRole("heading", { level: 1 }).click();
  await expect(item(page, "Delete")).toHaveCount(0);

  await button(page, one.email).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(item(page, "Reset user password")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(item(page, "Delete")).toHaveCount(0);
  await expect(button(page, one.email)).toBeFocused();
});

test("the menu works on a page reached in place", async ({ page }) => {
  const word = uniqueWord();
  const users = await Promise.all(Array.from({ length: 51 }, () => activeAccount({ lastName: word })));
  await signInAsAdmin(page, listUrl({ search: word, sort: "email" }));
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }));
  await openRowMenu(page, String(await emailsOn(page).first().textContent()));
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" }).click();
  await expect(emailsOn(page)).toHaveCount(1);
  const email = String(await emailsOn(page).textContent());
  const id = String(users.find((user) => user.email === email)?.id);
  await openRowMenu(page, email);
  await expectMenuOf(page, id);
  await item(page, "Delete").click();
  await expect(page.getByRole("dialog")).toContainText(email);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(button(page, email)).toBeFocused();
  expect(await page.evaluate(() => "isSameDocument" in window)).toBe(true);
});
