import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { startSession } from "./sign-in.ts";
import { expect, test } from "./test.ts";

test("only an admin finds the administration", async ({ page, inspect }) => {
  const navigation = page.getByRole("navigation", { name: "Main" });
  const heading = page.getByRole("heading", { level: 1 });
  await startSession(page, await activeAccount({ roles: ["device-manager", "base-station-manager", "viewer"] }));
  await expect(navigation).toBeVisible();
  await expect(page.getByText("Administration")).toHaveCount(0);
  await expect(page.getByText("User Accounts")).toHaveCount(0);
  await page.goto(paths.accounts);
  await expect(heading).toHaveText("Not allowed");
  await inspect(page);
  await page.goto("/no/such/page");
  await expect(heading).toHaveText("Not found");
  await inspect(page);

  await startSession(page, await adminAccount(), "/no/such/page");
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page).toHaveURL(paths.home);
  await expect(navigation).toContainText("Administration");
  await navigation.getByRole("link", { name: "User Accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(heading).toHaveText("User Accounts");
});
