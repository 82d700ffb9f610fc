import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { readHandOver } from "./hand-over.ts";
import { emailsOn, openRowMenu, rowOf } from "./list-page.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { rareWord, type TestAccount, viewer } from "./people.ts";
import { signInAsAdministrator } from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";

const ACTIONS = [
  { item: "Delete", title: "Delete user account", path: paths.deleteAccount },
  { item: "Reset user password", title: "Reset user password", path: paths.resetPassword },
];

async function listOf(page: Page, person: TestAccount): Promise<string> {
  const list = `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`;
  await signInAsAdministrator(page, list);
  return list;
}

test.describe("with scripts", WITH_SCRIPTS, () => {
  for (const { item, title, path } of ACTIONS) {
    test(`${item} opens over the list, at its own address, and closes back to it`, async ({ page }) => {
      const person = await viewer({ lastName: rareWord() });
      const list = await listOf(page, person);
      const dialog = page.getByRole("dialog", { name: title });
      const open = async () => {
        await openRowMenu(page, person.email);
        await page.getByRole("link", { name: item }).click();
        await expect(dialog).toBeVisible();
        await expect(dialog).toContainText(person.email);
        await expect(page).toHaveURL((url) => url.pathname === path(person.id));
        await expect(page.locator("tbody tr")).toHaveCount(1);
      };
      const closed = async () => {
        await expect(dialog).toHaveCount(0);
        await expect(page).toHaveURL(list);
        await expect(emailsOn(page)).toHaveText([person.email]);
      };

      const waysToClose = [
        () => page.keyboard.press("Escape"),
        () => page.goBack(),
        () => dialog.getByRole("button", { name: "Close" }).click(),
        () => dialog.getByRole("link", { name: "Cancel" }).click(),
      ];
      for (const close of waysToClose) {
        await open();
        await close();
        await closed();
      }
    });

    test(`${item}, reloaded, is a page`, async ({ page }) => {
      const person = await viewer({ lastName: rareWord() });
      const list = await listOf(page, person);
      await openRowMenu(page, person.email);
      await page.getByRole("link", { name: item }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.reload();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await page.getByRole("link", { name: "Cancel" }).click();
      await expect(page).toHaveURL(list);
    });
  }

  test("a reset in a dialog shows its hand-over there, until it is closed", async ({ page }) => {
    const person = await viewer({ lastName: rareWord() });
    const list = await listOf(page, person);
    await openRowMenu(page, person.email);
    await page.getByRole("link", { name: "Reset user password" }).click();
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel("Single-use Password", { exact: true });
    await field.fill("short");
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await expect(field).toHaveAccessibleDescription(/at least 8 characters/);
    await expect(dialog.locator(alertOn(page))).toBeVisible();
    await field.fill("typed in the dialog");
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await expect(dialog.getByRole("status")).toHaveText(`Reset the password of ${person.email}.`);
    expect((await readHandOver(page)).password).toBe("typed in the dialog");
    await dialog.getByRole("link", { name: "Back to the list" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(list);
    await expect(rowOf(page, person.email)).toContainText("Password works until");
    await page.goBack();
    await expect(page.getByText("typed in the dialog")).toHaveCount(0);
  });

  test("deleting in a dialog leads back to the list, which confirms it", async ({ page }) => {
    const word = rareWord();
    const [gone, stays] = [await viewer({ lastName: word }), await viewer({ lastName: word })];
    const list = await listOf(page, gone);
    await openRowMenu(page, gone.email);
    await page.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page).toHaveURL(list);
    await expect(noticeOn(page)).toHaveText(`Deleted the account ${gone.email}.`);
    await expect(emailsOn(page)).toHaveText([stays.email]);
  });
});
