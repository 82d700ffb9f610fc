import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { startSession } from "./sign-in.ts";
import { expect, test } from "./test.ts";

test("a viewer sees no administration and has no access to it", async ({ page, inspect }) => {
  const heading = page.getByRole("heading", { level: 1 });
  await startSession(page, await activeAccount({ roles: ["device-manager", "base-station-manager", "viewer"] }));
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await expect(page.getByText("Administration")).toHaveCount(0);
  await expect(page.getByText("User Accounts")).toHaveCount(0);
  await page.goto(paths.accounts);
  await expect(heading).toHaveText("Not allowed");
  await inspect(page);
  await page.goto("/no/such/page");
  await expect(heading).toHaveText("Not found");
  await inspect(page);

  await page.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page).toHaveURL(paths.home);
});
