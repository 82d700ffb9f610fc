import { paths } from "#lib/paths.ts";
import { viewer } from "./people.ts";
import { signIn, signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("administrators find the user accounts in their navigation", async ({ page }) => {
  await signInAsAdministrator(page, paths.home);
  const navigation = page.getByRole("navigation", { name: "Main" });
  await expect(navigation).toContainText("Administration");
  await navigation.getByRole("link", { name: "User Accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("User Accounts");
});

test("nobody else does, and is told with a 403 that these pages are not for them", async ({ page }) => {
  await signIn(page, await viewer({ roles: ["device-manager", "base-station-manager", "viewer"] }));
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await expect(page.getByText("Administration")).toHaveCount(0);
  await expect(page.getByText("User Accounts")).toHaveCount(0);

  const other = await viewer();
  const forbidden = [
    paths.accounts,
    `${paths.accounts}?search=${other.lastName}`,
    paths.newAccount,
    paths.accountDetails(other.id),
    paths.resetPassword(other.id),
    paths.deleteAccount(other.id),
    paths.domains,
    paths.newDomainGroup,
  ];
  for (const path of forbidden) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not allowed");
    await expect(page.getByText("This page is for administrators.")).toBeVisible();
    await expect(page.getByText(other.email)).toHaveCount(0);
  }
});

test("visitors are asked to sign in before any page, and come back to it", async ({ page }) => {
  for (const path of [paths.account, paths.accounts, paths.newAccount]) {
    await page.goto(path);
    await expect(page).toHaveURL(`${paths.login}?${new URLSearchParams({ next: path })}`);
  }
});

test("what does not exist is answered with a 404 that says so", async ({ page }) => {
  await signInAsAdministrator(page, paths.home);
  const missing = ["00000000-0000-4000-8000-000000000000", "no-such-account"].flatMap((id) => [
    paths.accountDetails(id),
    paths.resetPassword(id),
    paths.deleteAccount(id),
    paths.domainGroup(id),
    paths.domain(id),
  ]);
  for (const path of [...missing, "/no/such/page"]) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not found");
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await expect(page).toHaveURL(paths.home);
  }
});
