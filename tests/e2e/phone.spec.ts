import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { readHandOver } from "./hand-over.ts";
import { emailsOn, openRowMenu } from "./list-page.ts";
import { noticeOn } from "./messages.ts";
import { expectNoSidewaysScrolling, PHONE } from "./on-a-phone.ts";
import { openAll } from "./open-all.ts";
import { accountWithSingleUsePassword, lockedAccount, rareWord, viewer } from "./people.ts";
import { comeInWithSingleUsePassword, signIn, signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test.use(PHONE);

const LONG = {
  firstName: "Wolfeschlegelsteinhausenbergerdorff",
  lastName: "Featherstonehaugh-Cholmondeley-Majoribanks",
};

test("no page scrolls sideways on a phone", async ({ page, anotherBrowser }) => {
  const word = rareWord();
  const longEmail = (name: string) => `${name}.unusually.long.address.${word}@${"a-department.".repeat(6)}example.com`;
  const long = await lockedAccount({ ...LONG, email: longEmail("one"), roles: ["administrator", "viewer"] });
  const self = await viewer({ ...LONG, email: longEmail("another"), roles: ["administrator", "viewer"] });
  await signIn(page, self);
  await signIn(await anotherBrowser(), self);
  const deepest = Array(6).fill("W".repeat(20)).join("/");
  const group = await groupWith([deepest], undefined, "M".repeat(20));
  const restricted = await viewer({ lastName: word });
  await restrict(restricted.id, `${group.name}: ${deepest}`);
  await segregate(true);
  const pages = [
    paths.home,
    paths.account,
    paths.accounts,
    `${paths.accounts}?${new URLSearchParams({ search: word })}`,
    `${paths.accounts}?search=nobody+is+called+like+this`,
    paths.newAccount,
    paths.accountDetails(long.id),
    paths.resetPassword(long.id),
    paths.deleteAccount(long.id),
    paths.resetPassword(self.id),
    paths.deleteAccount(self.id),
    paths.domains,
    `${paths.domains}?search=w`,
    paths.newDomainGroup,
    paths.domainGroup(group.id),
    paths.domain(await domainId(group, deepest)),
    paths.accountDetails(restricted.id),
    "/no/such/page",
  ];
  for (const path of pages) {
    await page.goto(path);
    await openAll(page);
    await expectNoSidewaysScrolling(page);
  }
  await segregate(false);
  const newcomers = await anotherBrowser();
  await newcomers.goto(paths.login);
  await expectNoSidewaysScrolling(newcomers);
  await comeInWithSingleUsePassword(
    newcomers,
    await accountWithSingleUsePassword({ ...LONG, email: longEmail("third") }),
  );
  await expectNoSidewaysScrolling(newcomers);
});

test("the navigation opens from Menu, and signs out", async ({ page }) => {
  await signInAsAdministrator(page, paths.home);
  await page.getByText("Menu", { exact: true }).click();
  await expectNoSidewaysScrolling(page);
  await page.getByRole("navigation").getByRole("link", { name: "User Accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.getByRole("navigation").getByRole("link", { name: "Home" })).toHaveCount(0);
  await page.getByText("Menu", { exact: true }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(paths.login);
});

test("an account is added, edited, reset and deleted on a phone", async ({ page }) => {
  const word = rareWord();
  const email = `${word}@example.com`;
  await signInAsAdministrator(page, paths.accounts);
  await page.getByRole("link", { name: "Add user account" }).click();
  await page.getByLabel("First Name").fill("Given");
  await page.getByLabel("Last Name").fill(word);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await readHandOver(page);
  await expectNoSidewaysScrolling(page);

  await page.getByRole("link", { name: "Show the account" }).click();
  await page.getByLabel("First Name").fill("Changed");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${email}.`);
  await expectNoSidewaysScrolling(page);

  await page.goto(`${paths.accounts}?${new URLSearchParams({ search: word })}`);
  await expect(page.getByText(`Changed ${word}`).first()).toBeVisible();
  await openRowMenu(page, email);
  await expectNoSidewaysScrolling(page);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByLabel("Single-use Password")).toBeVisible();
  await expectNoSidewaysScrolling(page);
  await page.getByRole("button", { name: "Reset password" }).click();
  await readHandOver(page);
  await expectNoSidewaysScrolling(page);
  await page.getByRole("link", { name: "Back to the list" }).click();

  const other = await viewer({ lastName: word });
  await openRowMenu(page, email);
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(noticeOn(page)).toHaveText(`Deleted the account ${email}.`);
  await expect(emailsOn(page)).toHaveText([other.email]);
});
