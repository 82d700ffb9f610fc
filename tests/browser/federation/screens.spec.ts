import { paths } from "#lib/paths.ts";
import { emailsOn, listUrl, openRowMenu, rowOf } from "#tests/browser/list-page.ts";
import { alertOn, statusOn } from "#tests/browser/messages.ts";
import { press } from "#tests/browser/press.ts";
import { signInAsAdmin } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { activeAccount, federatedAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { signInButton } from "./steps.ts";

test.use({ mode: "federation" });

test("admins edit what is decided here and see the rest", async ({ page, inspect }) => {
  const user = await lockedAccount({ lastName: uniqueWord() });
  await signInAsAdmin(page, `${paths.accounts}?${new URLSearchParams({ search: user.lastName })}`);
  await openRowMenu(page, user.email);
  await expect(page.getByRole("link", { name: "Delete" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Reset user password" })).toHaveCount(0);
  await expect(page.getByText("LOCKED", { exact: true })).toHaveCount(0);

  await page.goto(paths.accountDetails(user.id));
  await expect(page.getByRole("region", { name: "Details" }).getByRole("textbox")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Reset user password" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
  await expect(page.getByRole("region", { name: "Access summary" })).toContainText("Can edit devices");
  await inspect(page);

  await page.goto(paths.resetPassword(user.id));
  await expect(page.getByText("Reset or unlock this user in the Example console.")).toBeVisible();
  await inspect(page);
  await page.goto(paths.deleteAccount(user.id));
  await expect(
    page.getByText("Only access to Gatehouse is removed. The account at Example is not affected."),
  ).toBeVisible();
  await inspect(page);
  await page.goto(paths.account);
  await expect(page.getByText("Example manages your name, email and password.")).toBeVisible();
  await inspect(page);
  await page.goto(paths.federation);
  await expect(page.getByRole("heading", { name: "Federation is on" })).toBeVisible();
  await inspect(page);
});

flow("an admin tells linked accounts from those not signed in yet", async ({ page, inspect }) => {
  const lastName = uniqueWord();
  const [linked, waiting] = [await federatedAccount({ lastName }), await lockedAccount({ lastName })];
  await signInAsAdmin(page, listUrl({ search: lastName }));
  await expect(rowOf(page, linked.email)).toContainText("Linked");
  await expect(rowOf(page, waiting.email)).toContainText("Not linked");
  await expect(page.getByLabel("State")).toHaveCount(0);
  await inspect(page);
  await page.getByLabel("Identity").selectOption("Not linked");
  await press(page, "Search");
  await expect(emailsOn(page)).toHaveText([waiting.email]);
  await page.getByLabel("Identity").selectOption("Linked");
  await press(page, "Search");
  await expect(emailsOn(page)).toHaveText([linked.email]);
  await expect(page).toHaveURL(listUrl({ search: lastName, identity: "linked", role: "", sort: "name" }));
  await page.goto(listUrl({ state: "LOCKED" }));
  await expect(page.getByText("That filter doesn't exist.")).toBeVisible();
});

flow("a form with fields of another mode is refused, with what was ticked", async ({ page }) => {
  const user = await activeAccount();
  await signInAsAdmin(page, paths.accountDetails(user.id));
  await expect(page.getByRole("group", { name: "Email notifications" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.locator("input[name=seen]").evaluate((seen) => {
    seen.insertAdjacentHTML("afterend", '<input type="hidden" name="firstName" value="Other">');
  });
  await press(page, "Save");
  await expect(alertOn(page)).toContainText("This form is out of date.");
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await page.reload();
  await expect(page.getByRole("region", { name: "History" })).toContainText("No history yet.");
});

test("the sign-in pages ask for no password", async ({ page, server, inspect }) => {
  await page.goto(paths.login);
  await expect(page.locator("input:not([type=hidden])")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Forgot password?" })).toHaveCount(0);
  await inspect(page);
  await page.goto(`${paths.login}?error=refused`);
  await inspect(page);
  // The provider's answer leaves the browser where it is: on the way to the provider.
  await page.route(`${server.environment.OIDC_ISSUER}/**`, (route) => route.fulfill({ status: 204 }));
  await signInButton(page).click();
  await expect(page.getByRole("link", { name: "Continue to Example" })).toBeVisible();
  await inspect(page);
  await page.goto(paths.forgotPassword);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You sign in with Example");
  await inspect(page);
});
