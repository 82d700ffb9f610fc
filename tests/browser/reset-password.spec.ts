import { paths } from "#lib/paths.ts";
import { activeAccount, federatedAccount, uniqueWord } from "#tests/db/people.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { listUrl, openRowMenu, rowOf } from "./list-page.ts";
import { expectNowhereOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import {
  expectSignInRefused,
  failToSignIn,
  signInAddress,
  signInAsAdmin,
  startSession,
  submitNewPassword,
  submitSignIn,
} from "./sign-in.ts";
import { readSignInDetails, signInDetails } from "./sign-in-details.ts";
import { expect, flow } from "./test.ts";

flow("a reset unlocks an account and replaces its password", async ({ page, anotherBrowser }) => {
  const user = await activeAccount({ lastName: uniqueWord() });
  const userPage = await anotherBrowser();
  await startSession(userPage, user);
  await failToSignIn(page, user.email, LOCK_AFTER);
  await submitSignIn(page, user);
  await expectSignInRefused(page);
  await userPage.reload();
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);

  const list = listUrl({ search: user.lastName, sort: "email" });
  await signInAsAdmin(page, list);
  await expect(rowOf(page, user.email)).toContainText("LOCKED");
  await openRowMenu(page, user.email);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page).toHaveURL((url) => url.pathname === paths.resetPassword(user.id));
  await expect(page.getByText("This unlocks the account.")).toBeVisible();
  await press(page, "Reset password");
  await expect(statusOn(page)).toHaveText(`Password of ${user.email} reset.`);
  const details = await readSignInDetails(page);
  expect(details.email).toBe(user.email);
  await page.getByRole("link", { name: "Back to user accounts" }).click();
  await expect(page).toHaveURL(list);
  await expect(signInDetails(page)).toHaveCount(0);
  await expect(rowOf(page, user.email)).toContainText("ACTIVE");
  await expect(rowOf(page, user.email)).toContainText("Password expires");

  await userPage.getByRole("link", { name: user.email }).click();
  await expect(userPage).toHaveURL(signInAddress(paths.account));
  await submitSignIn(userPage, user);
  await expectSignInRefused(userPage);
  await submitSignIn(userPage, details);
  await submitNewPassword(userPage, "chosen after the lock");
  await expect(userPage).toHaveURL(paths.account);

  await page.getByRole("link", { name: user.email, exact: true }).click();
  await expect(page.getByRole("region", { name: "History" })).toContainText("Single-use password issued");
  await expectNowhereOn(page, details.password);
});

flow("a formerly federated account gets a password", async ({ page, anotherBrowser, inspect }) => {
  const user = await federatedAccount({ lastName: uniqueWord() });
  await signInAsAdmin(page, listUrl({ search: user.lastName }));
  await expect(rowOf(page, user.email)).toContainText("No password yet");
  await page.goto(paths.accountDetails(user.id));
  await expect(page.getByRole("region", { name: "Account", exact: true })).toContainText("No password yet");
  await inspect(page);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByText("has no password yet and will get a single-use password to choose one.")).toBeVisible();
  await press(page, "Reset password");
  await expect(statusOn(page)).toHaveText(`Password of ${user.email} reset.`);
  const details = await readSignInDetails(page);
  const userPage = await anotherBrowser();
  await userPage.goto(paths.login);
  await submitSignIn(userPage, details);
  await submitNewPassword(userPage, "chosen after the provider");
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);
});
