import { paths } from "#lib/paths.ts";
import { openRowMenu } from "#tests/browser/list-page.ts";
import { alertOn, statusOn } from "#tests/browser/messages.ts";
import { press } from "#tests/browser/press.ts";
import { expectSignInRefused, signIn, signInAsAdmin, submitNewPassword, submitSignIn } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { accountWithoutPassword, activeAccount, federatedAccount, uniqueWord } from "#tests/db/people.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { activate, completePasswordReset, openLink } from "./steps.ts";

test.use({ mode: "smtp" });

const NEW_PASSWORD = "three geese and a weathervane";

flow("an admin's reset replaces the password once its link is used", async ({ page, anotherBrowser, inspect }) => {
  const user = await activeAccount({ lastName: uniqueWord() });
  const list = `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`;
  await signInAsAdmin(page, list);
  await openRowMenu(page, user.email);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByText("The current password works until then.")).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(statusOn(page)).toHaveText(`A password reset email is on its way to ${user.email}.`);
  await expect(page).toHaveURL(list);
  const message = await mailbox.next(user.email, /^Choose a new password/);
  const userPage = await anotherBrowser();
  await signIn(userPage, user);

  await openLink(userPage, message, paths.completePasswordReset);
  await inspect(userPage);
  await submitNewPassword(userPage, "short");
  await expect(alertOn(userPage)).toBeVisible();
  await inspect(userPage);
  await submitNewPassword(userPage, NEW_PASSWORD);
  await expect(statusOn(userPage)).toHaveText("Your password has been changed. Sign in with your new password.");
  await expect(userPage).toHaveURL(paths.login);
  await submitSignIn(userPage, user);
  await expectSignInRefused(userPage);
  await submitSignIn(userPage, { ...user, password: NEW_PASSWORD });
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);

  const notification = await mailbox.next(user.email, /^Your password at .* was changed/);
  expect(notification.text).toContain(paths.forgotPassword);
  await page.goto(paths.accountDetails(user.id));
  const emails = page.getByRole("region", { name: "Emails" }).getByRole("listitem");
  await expect(emails).toHaveText([/Password changed to .*(SENT|WAITING)/, /Password reset to .*SENT/]);
});

flow("resetting a never-activated account sends an activation", async ({ page, anotherBrowser }) => {
  const user = await accountWithoutPassword({ lastName: uniqueWord() });
  await signInAsAdmin(page, paths.resetPassword(user.id));
  await expect(page.getByText("will get an activation email with a link to choose a password.")).toBeVisible();
  await press(page, "Reset password");
  await expect(statusOn(page)).toHaveText(`An activation email is on its way to ${user.email}.`);
  await expect(page.getByRole("region", { name: "History" })).toContainText("Activation email sent");
  await activate(await anotherBrowser(), await mailbox.next(user.email, /^Activate/), NEW_PASSWORD);
});

flow("a formerly federated user chooses a first password", async ({ page, anotherBrowser, inspect }) => {
  const user = await federatedAccount({ lastName: uniqueWord() });
  await signInAsAdmin(page, `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`);
  await openRowMenu(page, user.email);
  await expect(page.getByRole("button", { name: "Resend activation email" })).toHaveCount(0);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByText("has no password yet and will get an email with a link to choose one.")).toBeVisible();
  await inspect(page);
  await press(page, "Reset password");
  await expect(statusOn(page)).toHaveText(`A link to choose a password is on its way to ${user.email}.`);
  const message = await mailbox.next(user.email, /^Choose a password at/);
  expect(message.text).not.toMatch(/created an account|old password/);
  const userPage = await anotherBrowser();
  await completePasswordReset(userPage, message, NEW_PASSWORD);
  await submitSignIn(userPage, { ...user, password: NEW_PASSWORD });
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);
});
