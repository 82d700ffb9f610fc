import { paths } from "#lib/paths.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { openRowMenu, rowOf } from "#tests/browser/list-page.ts";
import { alertOn, statusOn } from "#tests/browser/messages.ts";
import { signInAsAdmin, submitNewPassword, submitSignIn } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { accountWithoutPassword, administrator, uniqueWord } from "#tests/db/people.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { activate, openLink } from "./steps.ts";

test.use({ mode: "smtp" });

const PASSWORD = "a ladder beside the orchard";

const listOf = (lastName: string) => `${paths.accounts}?${new URLSearchParams({ search: lastName })}`;

flow("a user whom an admin adds activates the account", async ({ page, anotherBrowser, server, inspect }) => {
  const lastName = uniqueWord();
  const email = `rene.${lastName}@example.com`;
  const admin = await signInAsAdmin(page, paths.newAccount);
  await expect(page.locator("input[type=password], input[name=singleUsePassword]")).toHaveCount(0);
  await expect(page.getByText("The link is valid for 24 hours.")).toBeVisible();
  await inspect(page);
  await page.getByLabel("First Name").fill("Rene");
  await page.getByLabel("Last Name").fill(lastName);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(statusOn(page)).toHaveText(`Account ${email} added. An activation email is on its way.`);
  const message = await mailbox.next(email, /^Activate your account at localhost/);
  expect(message.from).toContain("no-reply@example.com");
  expect(message.text).toContain(admin.email);
  await page.goto(listOf(lastName));
  await expect(rowOf(page, email)).toContainText(/Invited\s*Link expires .*\d+ \w+ \d+/);

  const userPage = await anotherBrowser();
  await openLink(userPage, message, server.url + paths.activate);
  await expect(userPage.getByText(`You'll sign in as ${email}.`)).toBeVisible();
  await expect(userPage.getByLabel("First Name")).toHaveValue("Rene");
  await inspect(userPage);
  await userPage.getByLabel("First Name").fill("Renée");
  await userPage.getByLabel("Phone").fill("+33 1 23 45 67 89");
  await submitNewPassword(userPage, "password123", "Activate");
  await expect(alertOn(userPage)).toBeVisible();
  await expect(userPage.getByLabel("New password")).toHaveAccessibleDescription(/too common/);
  await expect(userPage.getByLabel("New password")).toHaveValue("");
  await expect(userPage.getByLabel("First Name")).toHaveValue("Renée");
  await expect(userPage.getByLabel("Phone")).toHaveValue("+33 1 23 45 67 89");
  await inspect(userPage);
  await submitNewPassword(userPage, PASSWORD, "Activate");
  await expect(statusOn(userPage)).toHaveText("Your account is active. Sign in with your new password.");
  await submitSignIn(userPage, { email, password: PASSWORD });
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("Welcome, Renée");

  await rowOf(page, email).getByRole("link").click();
  await expect(page.getByLabel("First Name")).toHaveValue("Renée");
  await expect(page.getByLabel("Phone")).toHaveValue("+33123456789");
  await expect(page.getByRole("region", { name: "Emails" }).getByRole("listitem")).toContainText(
    /Account activation to .*SENT/,
  );
  await expect(page.getByRole("region", { name: "History" })).toContainText(/First Name.*Rene.*Renée/);
});

flow("resending an activation supersedes the older link", async ({ page, anotherBrowser, inspect }) => {
  const user = await accountWithoutPassword({ lastName: uniqueWord() });
  await resendActivation(await administrator(), user.id);
  const older = await mailbox.next(user.email, /^Activate/);
  await signInAsAdmin(page, listOf(user.lastName));
  await openRowMenu(page, user.email);
  const resend = page.getByRole("button", { name: "Resend activation email" });
  await expect(resend).toBeVisible();
  await inspect(page);
  await resend.click();
  await expect(statusOn(page)).toHaveText(`An activation email is on its way to ${user.email}.`);
  await expect(page).toHaveURL(listOf(user.lastName));
  const newer = await mailbox.next(user.email, /^Activate/, 1);

  const userPage = await anotherBrowser();
  await openLink(userPage, older, paths.activate);
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("This link has been replaced");
  await activate(userPage, newer, PASSWORD);

  await page.reload();
  await openRowMenu(page, user.email);
  await expect(page.getByRole("link", { name: "Reset user password" })).toBeVisible();
  await expect(resend).toHaveCount(0);
});
