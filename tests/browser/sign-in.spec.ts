import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { adminAccount } from "#tests/db/people.ts";
import { expectNowhereOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { expectSignInRefused, signInAddress, submitSignIn } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

flow(
  "a user signs in to the requested page, and out for good",
  async ({ page, anotherBrowser, javaScriptEnabled, inspect }) => {
    const user = await adminAccount();
    const wanted = `${paths.accounts}?search=m%C3%BCller+%26+co&state=ACTIVE`;
    await page.goto(wanted);
    await expect(page).toHaveURL(signInAddress(wanted));
    await inspect(page);
    await submitSignIn(page, { ...user, password: "not my password" });
    await expectSignInRefused(page);
    await expect(page.getByLabel("Email")).toHaveValue(user.email);
    await expectNowhereOn(page, "not my password");
    await inspect(page);
    if (javaScriptEnabled) await expectPasswordToggle(page);
    await submitSignIn(page, { ...user, email: ` ${user.email.toUpperCase()} ` });
    await expect(page).toHaveURL(wanted);
    await expect(page.getByLabel("Name or email")).toHaveValue("müller & co");

    const thief = await anotherBrowser();
    await thief.context().addCookies(await page.context().cookies());
    await thief.goto(paths.account);
    await expect(thief).toHaveURL(paths.account);
    await press(page, "Sign out");
    await expect(page).toHaveURL(paths.login);
    await expect(statusOn(page)).toHaveText("You're signed out.");
    await thief.goto(paths.account);
    await expect(thief).toHaveURL(signInAddress(paths.account));
    await page.goto(paths.account);
    await expect(page).toHaveURL(signInAddress(paths.account));
    await expect(page.getByText(user.email)).toHaveCount(0);
  },
);

async function expectPasswordToggle(page: Page): Promise<void> {
  const field = page.getByLabel("Password", { exact: true });
  await field.fill("what I type");
  await expect(field).toHaveAttribute("type", "password");
  await press(page, "Show");
  await expect(field).toHaveAttribute("type", "text");
  await expect(field).toHaveValue("what I type");
  await press(page, "Hide");
  await expect(field).toHaveAttribute("type", "password");
}
