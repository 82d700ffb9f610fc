import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { expectNoFindings } from "./axe.ts";
import { readHandOver } from "./hand-over.ts";
import { openRowMenu } from "./list-page.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { openAll } from "./open-all.ts";
import { accountWithSingleUsePassword, administrator, lockedAccount, rareWord, viewer } from "./people.ts";
import {
  comeInWithSingleUsePassword,
  expectRefusedSignIn,
  signIn,
  signInAsAdministrator,
  submitSignIn,
} from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";

test.describe("axe-core finds nothing on", WITH_SCRIPTS, () => {
  test("the sign-in page, new and refused", async ({ page }) => {
    await page.goto(paths.login);
    await expectNoFindings(page);
    await submitSignIn(page, { email: "nobody@example.com", password: "not it" });
    await expectRefusedSignIn(page);
    await expectNoFindings(page);
  });

  test("the choice of a password, new and refused", async ({ page }) => {
    await comeInWithSingleUsePassword(page, await accountWithSingleUsePassword());
    await expectNoFindings(page);
    await page.getByRole("button", { name: "Save password" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
  });

  test("the start page", async ({ page }) => {
    await signIn(page, await administrator());
    await expectNoFindings(page);
  });

  test("one's own account, with a confirmation, errors and several sessions", async ({ page, anotherBrowser }) => {
    const person = await viewer();
    await signIn(await anotherBrowser(), person);
    await signIn(page, person, paths.account);
    const profile = page.getByRole("region", { name: "My profile" });
    await profile.getByRole("button", { name: "Save" }).click();
    await expect(noticeOn(page)).toBeVisible();
    await expectNoFindings(page);
    await profile.getByLabel("Phone").fill("1");
    await profile.getByRole("button", { name: "Save" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
  });

  test("the list, with an open menu, with no match and with an address it does not understand", async ({ page }) => {
    const word = rareWord();
    const locked = await lockedAccount({ lastName: word });
    await accountWithSingleUsePassword({ lastName: word });
    const self = await signInAsAdministrator(page, paths.accounts);
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?${new URLSearchParams({ search: word })}`);
    await openRowMenu(page, locked.email);
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?${new URLSearchParams({ search: self.email })}`);
    await openRowMenu(page, self.email);
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?search=nobody+is+called+like+this`);
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?sort=colour`);
    await expectNoFindings(page);
  });

  test("adding an account, with errors and with the hand-over", async ({ page }) => {
    await signInAsAdministrator(page, paths.newAccount);
    await expectNoFindings(page);
    await page.getByRole("checkbox", { name: "Viewer" }).uncheck();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
    const word = rareWord();
    await page.getByLabel("First Name").fill("Given");
    await page.getByLabel("Last Name").fill(word);
    await page.getByLabel("Email").fill(`${word}@example.com`);
    await page.getByRole("checkbox", { name: "Viewer" }).check();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await readHandOver(page);
    await expectNoFindings(page);
  });

  test("an account, locked, with errors and with somebody else's change", async ({ page, anotherBrowser }) => {
    const person = await lockedAccount();
    const colleague = await anotherBrowser();
    await signInAsAdministrator(page, paths.accountDetails(person.id));
    await expectNoFindings(page);
    await page.getByLabel("Phone").fill("1");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);

    await signInAsAdministrator(colleague, paths.accountDetails(person.id));
    await colleague.getByLabel("First Name").fill("Changed");
    await colleague.getByRole("button", { name: "Save" }).click();
    await expect(noticeOn(colleague)).toBeVisible();
    await page.getByLabel("Phone").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(alertOn(page)).toContainText("Somebody else changed this account");
    await expectNoFindings(page);
  });

  test("domains, with and without any, their forms, refusals and trees", async ({ page }) => {
    const group = await groupWith(["EMEA/France", "APAC"], undefined, rareWord());
    const id = await domainId(group, "EMEA/France");
    const person = await viewer();
    await restrict(person.id, `${group.name}: EMEA/France`);
    await signInAsAdministrator(page, paths.newDomainGroup);
    await page.getByRole("button", { name: "Add" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
    await page.goto(paths.domainGroup(group.id));
    await page.getByLabel("Path").fill("Nowhere/Town");
    await page.getByRole("button", { name: "Add domain" }).click();
    await expect(alertOn(page)).toBeVisible();
    await openAll(page);
    await expectNoFindings(page);
    await page.goto(paths.domain(id));
    await openAll(page);
    await page.getByRole("button", { name: "Delete" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
    await page.goto(paths.domains);
    await openAll(page);
    await expectNoFindings(page);
    await page.goto(`${paths.domains}?search=${group.name}`);
    await expectNoFindings(page);
  });

  test("an account's domains, in the list, the tree, a search and a refusal", async ({ page }) => {
    const { name } = await groupWith(["EMEA/France", "APAC"], undefined, rareWord());
    const person = await viewer();
    await restrict(person.id, `${name}: EMEA/France`);
    await segregate(true);
    await signInAsAdministrator(page, paths.accountDetails(person.id));
    await openAll(page);
    await page.getByRole("checkbox", { name: "Administrator", exact: true }).check();
    await expectNoFindings(page);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
    await page.getByLabel("Find a domain").fill(name);
    await page.getByRole("button", { name: "Find" }).click();
    await expect(page.getByRole("checkbox", { name: `${name}: APAC` })).toBeVisible();
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?${new URLSearchParams({ domain: `${name}: EMEA` })}`);
    await expectNoFindings(page);
    await segregate(false);
  });

  test("resetting and deleting, as pages, for others and for oneself", async ({ page }) => {
    const person = await lockedAccount();
    const self = await signInAsAdministrator(page, paths.home);
    for (const { id } of [person, self]) {
      await page.goto(paths.resetPassword(id));
      await expectNoFindings(page);
      await page.goto(paths.deleteAccount(id));
      await expectNoFindings(page);
    }
  });

  test("resetting and deleting, as dialogs, with an error and with the hand-over", async ({ page }) => {
    const person = await viewer({ lastName: rareWord() });
    await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
    const dialog = page.getByRole("dialog");
    await openRowMenu(page, person.email);
    await page.getByRole("link", { name: "Delete" }).click();
    await expect(dialog).toBeVisible();
    await expectNoFindings(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);

    await openRowMenu(page, person.email);
    await page.getByRole("link", { name: "Reset user password" }).click();
    await expect(dialog).toBeVisible();
    await expectNoFindings(page);
    await dialog.getByLabel("Single-use Password", { exact: true }).fill("short");
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await expect(alertOn(page)).toBeVisible();
    await expectNoFindings(page);
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await readHandOver(page);
    await expectNoFindings(page);
  });

  test("the pages that say that something is not allowed or not there", async ({ page }) => {
    await signIn(page, await viewer());
    for (const path of [paths.accounts, "/no/such/page"]) {
      await page.goto(path);
      await expectNoFindings(page);
    }
  });
});
