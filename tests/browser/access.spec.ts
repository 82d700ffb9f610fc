import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { listUrl } from "./list-page.ts";
import { signInAsAdmin, startSession } from "./sign-in.ts";
import { expect, flow, test } from "./test.ts";

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

  await page.getByRole("link", { name: "Go to the home page" }).click();
  await expect(page).toHaveURL(paths.home);
});

flow("the browser title follows each page, also one that refuses", async ({ page }) => {
  const deleted = await activeAccount();
  const admin = await signInAsAdmin(page, listUrl({ search: deleted.email }));
  await expect(page).toHaveTitle("User Accounts · Gatehouse");
  await run(sql`DELETE FROM accounts WHERE id = ${deleted.id}`);
  await page.getByRole("link", { name: deleted.email }).click();
  await expect(page).toHaveTitle("Not found · Gatehouse");
  await page.getByRole("link", { name: "Go to the home page" }).click();
  await expect(page).toHaveTitle("Home · Gatehouse");
  await run(sql`UPDATE accounts SET roles = '{viewer}' WHERE id = ${admin.id}`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit log" }).click();
  await expect(page).toHaveTitle("Not allowed · Gatehouse");
  await page.goBack();
  await expect(page).toHaveTitle("Home · Gatehouse");
});
