import { paths } from "#lib/paths.ts";
import { handOverCard, readHandOver } from "./hand-over.ts";
import { openRowMenu, rowOf } from "./list-page.ts";
import { expectNowhereOn, noticeOn } from "./messages.ts";
import { lockedAccount, rareWord, viewer } from "./people.ts";
import {
  comeInWithSingleUsePassword,
  expectRefusedSignIn,
  signIn,
  signInAsAdministrator,
  submitSignIn,
} from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("a reset from the row menu makes a locked account active, and comes back to the list as it was", async ({
  page,
}) => {
  const word = rareWord();
  const person = await lockedAccount({ lastName: word });
  const list = `${paths.accounts}?${new URLSearchParams({ search: word, sort: "email" })}`;
  await signInAsAdministrator(page, list);
  await openRowMenu(page, person.email);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page).toHaveURL((url) => url.pathname === paths.resetPassword(person.id));
  await expect(page.getByText("The account is LOCKED; it becomes ACTIVE again.")).toBeVisible();
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(noticeOn(page)).toHaveText(`Reset the password of ${person.email}.`);
  expect((await readHandOver(page)).email).toBe(person.email);

  await page.getByRole("link", { name: "Back to the list" }).click();
  await expect(page).toHaveURL(list);
  await expect(handOverCard(page)).toHaveCount(0);
  await expect(rowOf(page, person.email)).toContainText("ACTIVE");
  await expect(rowOf(page, person.email)).toContainText("Password works until");
});

test("a reset ends the old password and all sessions at once", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByRole("link", { name: "Reset user password" }).click();
  const field = page.getByLabel("Single-use Password", { exact: true });
  await expect(field).toHaveValue(/^\S{4}-\S{4}-\S{4}-\S{4}$/);
  await field.fill("typed by the administrator");
  await page.getByRole("button", { name: "Reset password" }).click();
  const handOver = await readHandOver(page);
  expect(handOver.password).toBe("typed by the administrator");

  await theirs.getByRole("link", { name: person.email }).click();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await submitSignIn(theirs, person);
  await expectRefusedSignIn(theirs);
  await comeInWithSingleUsePassword(theirs, handOver);

  await page.goto(paths.accountDetails(person.id));
  await expect(page.getByRole("region", { name: "History" })).toContainText("Password reset by an administrator");
  await expectNowhereOn(page, "typed by the administrator");
});

test("a single-use password that is too weak is refused beside its field", async ({ page }) => {
  const person = await viewer();
  await signInAsAdministrator(page, paths.resetPassword(person.id));
  const field = page.getByLabel("Single-use Password", { exact: true });
  await field.fill("short");
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(field).toHaveAccessibleDescription(/at least 8 characters/);
  await expect(field).toBeFocused();
});

test("administrators change their own password on their account page instead", async ({ page }) => {
  const self = await signInAsAdministrator(page, paths.home);
  await page.goto(paths.resetPassword(self.id));
  await expect(page.getByRole("button", { name: "Reset password" })).toHaveCount(0);
  await page.getByRole("link", { name: "your account page" }).click();
  await expect(page).toHaveURL(paths.account);
});
