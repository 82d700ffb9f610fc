import { paths } from "#lib/paths.ts";
import { emailsOn, openRowMenu } from "./list-page.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { rareWord, viewer } from "./people.ts";
import { expectRefusedSignIn, signIn, signInAsAdministrator, submitSignIn } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("deleting from the row menu comes back to the list as it was, without the account", async ({ page }) => {
  const word = rareWord();
  const [gone, stays] = [await viewer({ lastName: word }), await viewer({ lastName: word })];
  const list = `${paths.accounts}?${new URLSearchParams({ search: word, state: "ACTIVE", sort: "email" })}`;
  await signInAsAdministrator(page, list);
  await openRowMenu(page, gone.email);
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page).toHaveURL((url) => url.pathname === paths.deleteAccount(gone.id));
  await expect(page.getByText("loses access at once")).toContainText(gone.email);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(noticeOn(page)).toHaveText(`Deleted the account ${gone.email}.`);
  await expect(page).toHaveURL(list);
  await expect(emailsOn(page)).toHaveText([stays.email]);
});

test("deleting from the account page ends access at once", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page.getByText("1 live session ends.")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(noticeOn(page)).toHaveText(`Deleted the account ${person.email}.`);
  await expect(page).toHaveURL(paths.accounts);

  await theirs.getByRole("link", { name: person.email }).click();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await submitSignIn(theirs, person);
  await expectRefusedSignIn(theirs);
  const response = await page.goto(paths.accountDetails(person.id));
  expect(response?.status()).toBe(404);
});

test("a deletion that is called off changes nothing", async ({ page }) => {
  const word = rareWord();
  const person = await viewer({ lastName: word });
  const list = `${paths.accounts}?${new URLSearchParams({ search: word })}`;
  await signInAsAdministrator(page, list);
  await openRowMenu(page, person.email);
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(list);
  await expect(emailsOn(page)).toHaveText([person.email]);
});

test("deleting an account that a colleague has deleted meanwhile says so", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const colleague = await anotherBrowser();
  await signInAsAdministrator(page, paths.deleteAccount(person.id));
  await signInAsAdministrator(colleague, paths.deleteAccount(person.id));
  await colleague.getByRole("button", { name: "Delete" }).click();
  await expect(noticeOn(colleague)).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(/does not exist any ?more|does not exist, or not any more/)).toBeVisible();
});

test("nobody deletes their own account: the menu and the page say why", async ({ page }) => {
  const self = await signInAsAdministrator(page, paths.home);
  await page.goto(`${paths.accounts}?${new URLSearchParams({ search: self.email })}`);
  await openRowMenu(page, self.email);
  await expect(page.getByText("You cannot delete your own account.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Delete" })).toHaveCount(0);
  await page.goto(paths.accountDetails(self.id));
  await expect(page.getByRole("link", { name: "Delete" })).toHaveCount(0);
  await page.goto(paths.deleteAccount(self.id));
  await expect(page.getByText("You cannot delete your own account; another administrator can.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete" })).toHaveCount(0);
});

test("nobody deletes their own account: a forged form is refused", async ({ page }) => {
  const self = await signInAsAdministrator(page, paths.home);
  const other = await viewer();
  await page.goto(paths.deleteAccount(other.id));
  await page.locator("input[name=account]").evaluate((field: HTMLInputElement, id) => {
    field.value = id;
  }, self.id);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(alertOn(page)).toHaveText("You cannot delete your own account; another administrator can.");
  await page.goto(paths.accountDetails(self.id));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(self.email);
});
