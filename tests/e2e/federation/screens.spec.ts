import { paths } from "#lib/paths.ts";
import { groupWith, segregate } from "#tests/db/domains.ts";
import { expectNoFindings } from "../axe.ts";
import { openRowMenu } from "../list-page.ts";
import { noticeOn } from "../messages.ts";
import { lockedAccount, rareWord, viewer } from "../people.ts";
import { signInAsAdministrator } from "../signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";
import { signInButton } from "./walking.ts";

test.afterEach(() => segregate(false));

test("the list and an account offer what is decided here, and show the rest", async ({ page }) => {
  const word = rareWord();
  const { name } = await groupWith(["EMEA/France"]);
  await segregate(true);
  const person = await lockedAccount({ lastName: word });
  await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: word })}`);
  await openRowMenu(page, person.email);
  await expect(page.getByRole("link", { name: "Delete" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Reset user password" })).toHaveCount(0);
  await expect(page.getByText("LOCKED", { exact: true })).toHaveCount(0);

  await page.goto(paths.accountDetails(person.id));
  await expect(page.getByRole("region", { name: "Details" }).getByRole("textbox")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Reset user password" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.getByLabel("Find a domain").fill(`${name}: EMEA/F`);
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("checkbox", { name: `${name}: EMEA/France` }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
  await expect(page.getByRole("region", { name: "What this account may do" })).toContainText(
    "Changes devices, multicast groups and connections, reads base stations, in EMEA/France and below.",
  );

  await page.goto(paths.resetPassword(person.id));
  await expect(page.getByText("Reset or unlock it in the console of Example.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reset password" })).toHaveCount(0);
  await page.goto(paths.account);
  await expect(page.locator("input[type=password], input[name=email]")).toHaveCount(0);
});

test("nobody is asked for a password, and the pages that would be about one say where it is kept", async ({ page }) => {
  await page.goto(paths.login);
  await expect(page.locator("input:not([type=hidden])")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Forgot password?" })).toHaveCount(0);
  for (const path of [paths.forgotPassword, paths.activate, paths.completeReset]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You sign in with Example");
    await expect(page.locator("form")).toHaveCount(0);
  }
});

test("axe-core finds nothing on the way in by the provider", WITH_SCRIPTS, async ({ page, provider }) => {
  for (const path of [
    paths.login,
    `${paths.login}?error=no-access`,
    `${paths.login}?error=refused`,
    paths.forgotPassword,
  ]) {
    await page.goto(path);
    await expectNoFindings(page);
  }
  // The provider's answer is to stay where one is: on the way out.
  await page.route(`${provider.issuer}/**`, (route) => route.fulfill({ status: 204 }));
  await page.goto(paths.login);
  await signInButton(page).click();
  await expect(page.getByRole("link", { name: "Continue to Example" })).toBeVisible();
  await expectNoFindings(page);
});

test("axe-core finds nothing on the pages of administrators under federation", WITH_SCRIPTS, async ({ page }) => {
  const person = await viewer();
  await signInAsAdministrator(page, paths.federation);
  for (const path of [
    paths.federation,
    paths.newAccount,
    paths.accountDetails(person.id),
    paths.resetPassword(person.id),
    paths.deleteAccount(person.id),
    paths.account,
  ]) {
    await page.goto(path);
    await expectNoFindings(page);
  }
});
