import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { activeAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { emailsOn, listUrl, openRowMenu, rowOf } from "./list-page.ts";
import { alertOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { readSignInDetails } from "./sign-in-details.ts";
import { expect, test } from "./test.ts";

const ACTIONS = [
  { item: "Delete", title: "Delete user account", path: paths.deleteAccount },
  { item: "Reset user password", title: "Reset user password", path: paths.resetPassword },
];

const WAYS_TO_CLOSE = [
  (page: Page) => page.keyboard.press("Escape"),
  (page: Page) => page.goBack(),
  (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Close" }).click(),
  (page: Page) => page.getByRole("dialog").getByRole("link", { name: "Cancel" }).click(),
];

test("a row's actions are dialogs that close back to the list", async ({ page, inspect }) => {
  const user = await lockedAccount({ lastName: uniqueWord() });
  const list = listUrl({ search: user.lastName });
  await signInAsAdmin(page, list);
  for (const { item, title, path } of ACTIONS) {
    const dialog = page.getByRole("dialog", { name: title });
    const open = async () => {
      await openRowMenu(page, user.email);
      await page.getByRole("link", { name: item }).click();
      await expect(dialog).toContainText(user.email);
      await expect(page).toHaveURL((url) => url.pathname === path(user.id));
      await expect(page.locator("tbody tr")).toHaveCount(1);
    };
    for (const close of WAYS_TO_CLOSE) {
      await open();
      await close(page);
      await expect(dialog).toHaveCount(0);
      await expect(page).toHaveURL(list);
      await expect(emailsOn(page)).toHaveText([user.email]);
    }

    await open();
    await inspect(page);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await inspect(page);
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page).toHaveURL(list);
  }
});

test("a reset shows its sign-in details in the dialog only", async ({ page, inspect }) => {
  const user = await activeAccount({ lastName: uniqueWord() });
  const list = listUrl({ search: user.lastName });
  await signInAsAdmin(page, list);
  await openRowMenu(page, user.email);
  await page.getByRole("link", { name: "Reset user password" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel("Single-use Password", { exact: true });
  await expect(field).toHaveValue(/^\S{4}-\S{4}-\S{4}-\S{4}$/);
  await field.fill("short");
  await press(page, "Reset password");
  await expect(field).toHaveAccessibleDescription(/at least 8 characters/);
  await expect(field).toBeFocused();
  await expect(dialog.locator(alertOn(page))).toBeVisible();
  await inspect(page);
  await field.fill("typed in the dialog");
  await press(page, "Reset password");
  await expect(dialog.getByRole("status")).toHaveText(`Password of ${user.email} reset.`);
  expect((await readSignInDetails(page)).password).toBe("typed in the dialog");
  await inspect(page);
  await dialog.getByRole("link", { name: "Back to user accounts" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(list);
  await expect(rowOf(page, user.email)).toContainText("Password expires");
  await page.goBack();
  await expect(page.getByText("typed in the dialog")).toHaveCount(0);
});
