import type { Locator, Page } from "@playwright/test";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { emailsOn, listUrl } from "./list-page.ts";
import { statusOn } from "./messages.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { readSignInDetails, signInDetails } from "./sign-in-details.ts";
import { expect, test } from "./test.ts";

const MOST_STOPS = 60;

/** Presses Tab until an element has the focus, which must then be visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  await expect(target).toBeAttached();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press("Tab");
    if (!(await hasFocus())) continue;
    await expect(target).toBeInViewport();
    await expect(target).not.toHaveCSS("outline-style", "none");
    return;
  }
  throw new Error(`Tab did not reach ${target}.`);
}

const key = (page: Page, name: string) => page.keyboard.press(name);

const menuButton = (page: Page, email: string) => page.getByRole("button", { name: `Actions for ${email}` });

async function chooseFromMenu(page: Page, email: string, item: string): Promise<void> {
  await tabTo(page, menuButton(page, email));
  await key(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: item }));
  await key(page, "Enter");
}

test("an admin adds an account with the keyboard alone", async ({ page }) => {
  const word = uniqueWord();
  await signInAsAdmin(page);
  await tabTo(page, page.getByRole("link", { name: "Skip to content" }));
  await key(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: "Add user account" }));
  await key(page, "Enter");
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
  await key(page, "Space");
  await tabTo(page, page.getByRole("button", { name: "Add", exact: true }));
  await key(page, "Enter");
  expect((await readSignInDetails(page)).email).toBe(`keyed.${word}@example.com`);
});

test("an admin resets and deletes with the keyboard alone", async ({ page }) => {
  const word = uniqueWord();
  const [user, other] = [await activeAccount({ lastName: word }), await activeAccount({ lastName: word })];
  await signInAsAdmin(page, listUrl({ search: word }));
  const button = menuButton(page, user.email);
  await tabTo(page, button);
  await key(page, "Enter");
  await expect(page.getByRole("link", { name: "Delete" })).toBeVisible();
  await key(page, "Escape");
  await expect(page.getByRole("link", { name: "Delete" })).toHaveCount(0);
  await expect(button).toBeFocused();

  await chooseFromMenu(page, user.email, "Reset user password");
  await tabTo(page, page.getByRole("button", { name: "Reset password" }));
  await key(page, "Enter");
  await readSignInDetails(page);
  await tabTo(page, page.getByRole("link", { name: "Back to user accounts" }));
  await key(page, "Enter");
  await expect(signInDetails(page)).toHaveCount(0);
  await expect(emailsOn(page)).toHaveCount(2);

  await chooseFromMenu(page, user.email, "Delete");
  await expectFocusStaysInDialog(page);
  await key(page, "Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(button).toBeFocused();
  await key(page, "Enter");
  await tabTo(page, page.getByRole("link", { name: "Delete" }));
  await key(page, "Enter");
  await tabTo(page, page.getByRole("button", { name: "Delete", exact: true }));
  await key(page, "Enter");
  await expect(statusOn(page)).toHaveText(`Account ${user.email} deleted.`);
  await expect(emailsOn(page)).toHaveText([other.email]);
});

async function expectFocusStaysInDialog(page: Page): Promise<void> {
  await expect(page.getByRole("dialog")).toBeVisible();
  const isOutside = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement !== document.body && !activeElement?.closest("dialog");
    });
  for (let stop = 0; stop < 8; stop++) {
    expect(await isOutside()).toBe(false);
    await key(page, "Tab");
  }
}
