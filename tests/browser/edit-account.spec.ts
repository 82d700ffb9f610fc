import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { activeAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { alertOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAddress, signInAsAdmin, startSession } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const role = (page: Page, name: string) => page.getByRole("checkbox", { name, exact: true });

const history = (page: Page) => page.getByRole("region", { name: "History" }).locator("ol > li");

const facts = (page: Page) => page.getByRole("region", { name: "Account", exact: true });

flow("an admin changes every field of an account, with a history", async ({ page, inspect }) => {
  const [user, other] = [
    await lockedAccount({ firstName: "Before", lastName: "Unchanged", phone: null }),
    await activeAccount(),
  ];
  const email = `${uniqueWord()}@example.com`;
  const admin = await signInAsAdmin(page, paths.accountDetails(user.id));
  await expect(facts(page)).toContainText(/LOCKED.*Locked since.*\d+ \w+ \d+.* UTC/);
  await expect(facts(page)).toContainText("A password reset unlocks the account.");
  await inspect(page);
  await page.getByLabel("First Name").fill("After");
  await page.getByLabel("Email").fill(other.email.toUpperCase());
  await page.getByLabel("Phone").fill("0123");
  await role(page, "Viewer").uncheck();
  await press(page, "Save");
  await expect(alertOn(page)).toHaveText("Check the 2 highlighted fields.");
  await expect(page.getByLabel("Phone")).toHaveAccessibleDescription(/Enter a phone number with its country code/);
  await expect(page.getByLabel("Phone")).toHaveValue("0123");
  await expect(page.getByRole("group", { name: "Roles" })).toHaveAccessibleDescription(/Choose at least one role/);
  await inspect(page);

  await page.getByLabel("Phone").fill("+44 20 7946 0958");
  await role(page, "Viewer").check();
  await role(page, "Device manager").check();
  await role(page, "An account was locked").check();
  await press(page, "Save");
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Another account already uses this email address/);
  await expect(role(page, "Device manager")).toBeChecked();
  await page.getByLabel("Email").fill(email.toUpperCase());
  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${email} saved.`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(email);
  await expect(page.getByLabel("First Name")).toHaveValue("After");
  await expect(page.getByLabel("Last Name")).toHaveValue("Unchanged");
  await expect(page.getByLabel("Phone")).toHaveValue("+442079460958");
  for (const name of ["Viewer", "Device manager", "An account was locked"])
    await expect(role(page, name)).toBeChecked();

  const latest = history(page).first();
  await expect(latest).toContainText(`Account updated by ${admin.email}`);
  await expect(latest).toContainText(/First Name: Before →\s*changed to\s*After/);
  await expect(latest).toContainText(new RegExp(`Email: ${user.email} →\\s*changed to\\s*${email}`));
  await expect(latest).toContainText(/Phone: \+442079460958/);
  await expect(latest).toContainText("Roles: added Device manager");
  await expect(latest).not.toContainText("Last Name");
});

flow("an admin's changes apply to the user's next click", async ({ page, anotherBrowser }) => {
  const user = await activeAccount();
  const userPage = await anotherBrowser();
  const ownAccount = userPage.getByRole("navigation", { name: "Main" }).getByRole("link", { name: user.email });
  await startSession(userPage, user);
  await signInAsAdmin(page, paths.accountDetails(user.id));
  await role(page, "Administrator").check();
  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
  await userPage.goto(paths.accounts);
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("User Accounts");

  await expect(facts(page)).toContainText("Active sessions1");
  await press(page, "End all sessions");
  await expect(statusOn(page)).toHaveText(`All sessions of ${user.email} ended.`);
  await expect(facts(page)).toContainText("Active sessions0");
  await expect(facts(page).getByRole("button")).toHaveCount(0);
  await expect(history(page).first()).toContainText("All sessions ended");
  await ownAccount.click();
  await expect(userPage).toHaveURL(signInAddress(paths.account));

  await startSession(userPage, user);
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page.getByText("1 active session will end.")).toBeVisible();
  await press(page, "Delete");
  await expect(statusOn(page)).toHaveText(`Account ${user.email} deleted.`);
  await expect(page).toHaveURL(paths.accounts);
  await ownAccount.click();
  await expect(userPage).toHaveURL(signInAddress(paths.account));
});
