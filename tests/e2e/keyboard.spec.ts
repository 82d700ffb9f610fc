import type { Locator, Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { handOverCard, readHandOver } from "./hand-over.ts";
import { emailsOn } from "./list-page.ts";
import { noticeOn } from "./messages.ts";
import { rareWord, viewer } from "./people.ts";
import { signInAsAdministrator } from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";

const MOST_STOPS = 60;

/** Presses Tab until something has the focus, as somebody without a mouse does; it must be seen when it has. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  await expect(target).toBeAttached();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press("Tab");
    if (!(await isThere())) continue;
    await expect(target).toBeInViewport();
    await expect(target).not.toHaveCSS("outline-style", "none");
    return;
  }
  throw new Error(`Tab did not reach ${target}.`);
}

const press = (page: Page, key: string) => page.keyboard.press(key);

/** Opens an item of a row's menu without a mouse. */
async function openWithKeys(page: Page, email: string, item: string): Promise<void> {
  await tabTo(page, page.getByRole("button", { name: `Actions for ${email}` }));
  await press(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: item }));
  await press(page, "Enter");
}

test("an account is added with the keyboard alone", async ({ page }) => {
  const word = rareWord();
  await signInAsAdministrator(page, paths.accounts);
  await page.goto(paths.accounts);
  await tabTo(page, page.getByRole("link", { name: "Skip to content" }));
  await press(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: "Add user account" }));
  await press(page, "Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Add user account");

  for (const [label, text] of [
    ["First Name", "Keyed"],
    ["Last Name", word],
    ["Email", `keyed.${word}@example.com`],
    ["Phone", "+33123456789"],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(text);
  }
  await tabTo(page, page.getByRole("checkbox", { name: "Device manager" }));
  await press(page, "Space");
  await tabTo(page, page.getByRole("button", { name: "Add", exact: true }));
  await press(page, "Enter");
  expect((await readHandOver(page)).email).toBe(`keyed.${word}@example.com`);
});

test("a password is reset with the keyboard alone", async ({ page }) => {
  const person = await viewer({ lastName: rareWord() });
  await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
  await openWithKeys(page, person.email, "Reset user password");
  await tabTo(page, page.getByRole("button", { name: "Reset password" }));
  await press(page, "Enter");
  await readHandOver(page);
  await tabTo(page, page.getByRole("link", { name: "Back to the list" }));
  await press(page, "Enter");
  await expect(handOverCard(page)).toHaveCount(0);
  await expect(emailsOn(page)).toHaveText([person.email]);
});

test("an account is deleted with the keyboard alone", async ({ page }) => {
  const word = rareWord();
  const [gone, stays] = [await viewer({ lastName: word }), await viewer({ lastName: word })];
  await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: word })}`);
  await openWithKeys(page, gone.email, "Delete");
  await tabTo(page, page.getByRole("button", { name: "Delete" }));
  await press(page, "Enter");
  await expect(noticeOn(page)).toHaveText(`Deleted the account ${gone.email}.`);
  await expect(emailsOn(page)).toHaveText([stays.email]);
});

test.describe("with scripts", WITH_SCRIPTS, () => {
  test("the focus enters a dialog, stays in it, and returns to where it was opened", async ({ page }) => {
    const person = await viewer({ lastName: rareWord() });
    await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
    await openWithKeys(page, person.email, "Delete");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    const isOutside = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement !== document.body && !activeElement?.closest("dialog");
      });
    for (let stop = 0; stop < 8; stop++) {
      expect(await isOutside()).toBe(false);
      await press(page, "Tab");
    }
    await press(page, "Escape");
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: `Actions for ${person.email}` })).toBeFocused();
  });

  test("Escape closes a row's menu and returns the focus to its button", async ({ page }) => {
    const person = await viewer({ lastName: rareWord() });
    await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
    const button = page.getByRole("button", { name: `Actions for ${person.email}` });
    await tabTo(page, button);
    await press(page, "Enter");
    await expect(page.getByRole("link", { name: "Delete" })).toBeVisible();
    await press(page, "Escape");
    await expect(page.getByRole("link", { name: "Delete" })).toHaveCount(0);
    await expect(button).toBeFocused();
  });
});
