import { paths } from "#lib/paths.ts";
import { domainId, restrict } from "#tests/db/domains.ts";
import { accountWithSingleUsePassword, activeAccount, lockedAccount, signedIn, uniqueWord } from "#tests/db/people.ts";
import { openDisclosures } from "./disclosures.ts";
import { newGroup } from "./domain-picker.ts";
import { emailsOn, listUrl, openRowMenu } from "./list-page.ts";
import { statusOn } from "./messages.ts";
import { expectNoHorizontalScrolling, PHONE } from "./phone.ts";
import { press } from "./press.ts";
import { signInAsAdmin, signInWithSingleUsePassword, startSession } from "./sign-in.ts";
import { readSignInDetails } from "./sign-in-details.ts";
import { expect, test } from "./test.ts";

test.use({ ...PHONE, mode: "segregation" });

const LONG = {
  firstName: "Wolfeschlegelsteinhausenbergerdorff",
  lastName: "Featherstonehaugh-Cholmondeley-Majoribanks",
};

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("no page scrolls sideways on a phone", async ({ page }) => {
    const word = uniqueWord();
    const longEmail = (name: string) =>
      `${name}.unusually.long.address.${word}@${"a-department.".repeat(6)}example.com`;
    const long = await lockedAccount({ ...LONG, email: longEmail("one"), roles: ["administrator", "viewer"] });
    const admin = await activeAccount({ ...LONG, email: longEmail("another"), roles: ["administrator", "viewer"] });
    await signedIn(admin);
    const deepest = Array(6).fill("W".repeat(20)).join("/");
    const group = await newGroup(deepest);
    const restricted = await activeAccount({ lastName: word });
    await restrict(restricted.id, `${group.name}: ${deepest}`);
    await startSession(page, admin);
    const pages = [
      paths.home,
      paths.account,
      paths.accounts,
      listUrl({ search: word }),
      listUrl({ search: "nobody is called like this" }),
      paths.newAccount,
      paths.accountDetails(long.id),
      paths.resetPassword(long.id),
      paths.deleteAccount(long.id),
      paths.resetPassword(admin.id),
      paths.deleteAccount(admin.id),
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
      await openDisclosures(page);
      await expectNoHorizontalScrolling(page);
    }
    await page.context().clearCookies();
    await page.goto(paths.login);
    await expectNoHorizontalScrolling(page);
    await signInWithSingleUsePassword(page, await accountWithSingleUsePassword({ ...LONG, email: longEmail("third") }));
    await expectNoHorizontalScrolling(page);
  });
});

test("an admin adds, edits, resets and deletes on a phone", async ({ page }) => {
  const word = uniqueWord();
  const email = `${word}@example.com`;
  await signInAsAdmin(page, paths.home);
  await page.getByText("Menu", { exact: true }).click();
  await expectNoHorizontalScrolling(page);
  await page.getByRole("navigation").getByRole("link", { name: "User Accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.getByRole("navigation").getByRole("link", { name: "Home" })).toHaveCount(0);
  await page.getByRole("link", { name: "Add user account" }).click();
  await page.getByLabel("First Name").fill("Given");
  await page.getByLabel("Last Name").fill(word);
  await page.getByLabel("Email").fill(email);
  await press(page, "Add");
  await readSignInDetails(page);
  await expectNoHorizontalScrolling(page);

  await page.getByRole("link", { name: "View account" }).click();
  await page.getByLabel("First Name").fill("Changed");
  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${email} saved.`);
  await expectNoHorizontalScrolling(page);

  await page.goto(listUrl({ search: word }));
  await expect(page.getByText(`Changed ${word}`).first()).toBeVisible();
  await openRowMenu(page, email);
  await expectNoHorizontalScrolling(page);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByLabel("Single-use Password")).toBeVisible();
  await expectNoHorizontalScrolling(page);
  await press(page, "Reset password");
  await readSignInDetails(page);
  await expectNoHorizontalScrolling(page);
  await page.getByRole("link", { name: "Back to user accounts" }).click();

  const other = await activeAccount({ lastName: word });
  await openRowMenu(page, email);
  await page.getByRole("link", { name: "Delete" }).click();
  await press(page, "Delete");
  await expect(statusOn(page)).toHaveText(`Account ${email} deleted.`);
  await expect(emailsOn(page)).toHaveText([other.email]);
  await page.getByText("Menu", { exact: true }).click();
  await press(page, "Sign out");
  await expect(page).toHaveURL(paths.login);
});
