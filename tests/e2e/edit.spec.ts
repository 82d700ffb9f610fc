import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { lockedAccount, rareWord, viewer } from "./people.ts";
import { signIn, signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();

const history = (page: Page) => page.getByRole("region", { name: "History" }).locator("ol > li");

test("an administrator changes everything about an account, and its history says what it was", async ({ page }) => {
  const word = rareWord();
  const person = await viewer({ firstName: "Before", lastName: "Unchanged", phone: null });
  const { email } = await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByLabel("First Name").fill("After");
  await page.getByLabel("Email").fill(`${word}@Example.com`);
  await page.getByLabel("Phone").fill("+44 20 7946 0958");
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.getByRole("checkbox", { name: "An account was locked" }).check();
  await save(page);

  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${word}@example.com.`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${word}@example.com`);
  await expect(page.getByLabel("First Name")).toHaveValue("After");
  await expect(page.getByLabel("Last Name")).toHaveValue("Unchanged");
  await expect(page.getByLabel("Phone")).toHaveValue("+442079460958");
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Viewer" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "An account was locked" })).toBeChecked();

  const latest = history(page).first();
  await expect(latest).toContainText(`Account changed by ${email}`);
  await expect(latest).toContainText(/First Name: Before →\s*became\s*After/);
  await expect(latest).toContainText(new RegExp(`Email: ${person.email} →\\s*became\\s*${word}@example.com`));
  await expect(latest).toContainText(/Phone: \+442079460958/);
  await expect(latest).toContainText(/Roles: Viewer →\s*became\s*Device manager, Viewer/);
  await expect(latest).not.toContainText("Last Name");
});

test("changed roles act on the very next click of whoever is signed in", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByRole("checkbox", { name: "Administrator" }).check();
  await save(page);
  await expect(noticeOn(page)).toBeVisible();
  await theirs.goto(paths.accounts);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("User Accounts");
});

test("an edit that will not do is refused beside its fields, with everything typed kept", async ({ page }) => {
  const [person, other] = [await viewer(), await viewer()];
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByLabel("First Name").fill("Kept As Typed");
  await page.getByLabel("Phone").fill("0123");
  await page.getByRole("checkbox", { name: "Viewer" }).uncheck();
  await save(page);
  await expect(alertOn(page)).toHaveText("Please correct the 2 marked fields.");
  await expect(page.getByLabel("Phone")).toHaveAccessibleDescription(/Enter the number with its country code/);
  await expect(page.getByLabel("Phone")).toHaveValue("0123");
  await expect(page.getByRole("group", { name: "Roles" })).toHaveAccessibleDescription(/Choose at least one role/);
  await expect(page.getByLabel("First Name")).toHaveValue("Kept As Typed");

  await page.getByLabel("Phone").fill("");
  await page.getByRole("checkbox", { name: "Base station manager" }).check();
  await page.getByLabel("Email").fill(other.email.toUpperCase());
  await save(page);
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Another account has this e-mail address/);
  await expect(page.getByLabel("First Name")).toHaveValue("Kept As Typed");
  await expect(page.getByRole("checkbox", { name: "Base station manager" })).toBeChecked();
});

test("of two administrators, the later one is shown what changed, loses nothing typed and saves again", async ({
  page,
  anotherBrowser,
}) => {
  const person = await viewer({ firstName: "Old First", lastName: "Old Last" });
  const colleague = await anotherBrowser();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await signInAsAdministrator(colleague, paths.accountDetails(person.id));

  await page.getByLabel("First Name").fill("My First");
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await colleague.getByLabel("First Name").fill("Their First");
  await colleague.getByLabel("Last Name").fill("Their Last");
  await save(colleague);
  await expect(noticeOn(colleague)).toBeVisible();

  await save(page);
  await expect(alertOn(page)).toContainText("Somebody else changed this account");
  await expect(alertOn(page)).toContainText(/First Name: Old First →\s*became\s*Their First/);
  await expect(alertOn(page)).toContainText(/Last Name: Old Last →\s*became\s*Their Last/);
  await expect(page.getByLabel("First Name")).toHaveValue("My First");
  await expect(page.getByLabel("Last Name")).toHaveValue("Their Last");
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await colleague.reload();
  await expect(colleague.getByLabel("First Name")).toHaveValue("Their First");

  await save(page);
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
  await expect(page.getByLabel("First Name")).toHaveValue("My First");
  await expect(page.getByLabel("Last Name")).toHaveValue("Their Last");
  await expect(history(page).first()).toContainText(/First Name: Their First →\s*became\s*My First/);
});

test("the account page says when and why an account is locked, and how to unlock it", async ({ page }) => {
  const person = await lockedAccount();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  const facts = page.getByRole("region", { name: "Account", exact: true });
  await expect(facts).toContainText("LOCKED");
  await expect(facts).toContainText(/Locked \d+ \w+ \d+.* UTC after \d+ failed sign-ins/);
  await expect(facts).toContainText("A password reset makes it ACTIVE again.");
});

test("an administrator ends all sessions of an account, and its next click leads to the sign-in", async ({
  page,
  anotherBrowser,
}) => {
  const person = await viewer();
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  const facts = page.getByRole("region", { name: "Account", exact: true });
  await expect(facts).toContainText("Live sessions1");
  await facts.getByRole("button", { name: "End all sessions" }).click();
  await expect(noticeOn(page)).toHaveText(`Ended all sessions of ${person.email}.`);
  await expect(facts).toContainText("Live sessions0");
  await expect(facts.getByRole("button")).toHaveCount(0);
  await expect(history(page).first()).toContainText("All sessions ended");

  await theirs.getByRole("link", { name: person.email }).click();
  await expect(theirs).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.account })}`);
});

test("administrators cannot give up their own role", async ({ page }) => {
  const self = await signInAsAdministrator(page, paths.home);
  await page.goto(paths.accountDetails(self.id));
  await page.getByRole("checkbox", { name: "Viewer" }).check();
  await page.getByRole("checkbox", { name: "Administrator" }).uncheck();
  await save(page);
  await expect(page.getByRole("group", { name: "Roles" })).toHaveAccessibleDescription(
    /You cannot give up your own Administrator role/,
  );
  await page.goto(paths.accounts);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("User Accounts");
});
