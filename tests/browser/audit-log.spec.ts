import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { record } from "#lib/audit/record.ts";
import { auditLogFor, paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { alertOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const rows = (page: Page) => page.getByRole("table", { name: "Audit log" }).locator("tbody tr");

flow("an admin finds in the audit log what happened to an account", async ({ page, inspect }) => {
  const user = await activeAccount();
  await run(sql`
    INSERT INTO audit_events (at, event, outcome, actor_id, actor_label, target_id, target_label)
    SELECT now() - n * interval '1 hour', 'signed_in', 'success', ${user.id}, ${user.email}, ${user.id}, ${user.email}
    FROM generate_series(1, 30) AS n`);
  const admin = await signInAsAdmin(page);
  const changes = [{ field: "Last Name", from: "Byron", to: "King" }];
  await transaction((tx) =>
    record(tx, { event: "account_updated", by: { ...admin, address: "203.0.113.7" }, on: user, changes }),
  );
  const entry = `${admin.email} updated the account ${user.email}`;
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit log" }).click();
  await expect(page).toHaveURL(paths.auditLog);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await expect(rows(page).filter({ hasText: entry })).toContainText(/Last Name: Byron → King.*203\.0\.113\.7/);
  await inspect(page);

  await page.getByLabel("Account (incl. deleted)").fill(user.email);
  await press(page, "Filter");
  await expect(page.getByRole("link", { name: "Clear" })).toBeVisible();
  await expect(rows(page)).toHaveCount(25);
  await expect(rows(page).first()).toContainText(entry);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(rows(page)).toHaveCount(6);
  await expect(rows(page).first()).toContainText(`${user.email} signed in`);
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(rows(page)).toHaveCount(25);

  await page.getByLabel("Event").selectOption("Account updated");
  await press(page, "Filter");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("link", { name: user.email }).click();
  await expect(page).toHaveURL(paths.accountDetails(user.id));
  await page.getByRole("link", { name: "View in audit log" }).click();
  await expect(page).toHaveURL(auditLogFor(user.email));

  await page.getByLabel("Source address").fill("somewhere");
  await press(page, "Filter");
  await expect(alertOn(page)).toHaveText("Check the highlighted field.");
  await expect(page.getByLabel("Source address")).toHaveValue("somewhere");
  await expect(page.getByLabel("Source address")).toHaveAccessibleDescription(/^Enter an IP address/);
  await inspect(page);
  await page.getByLabel("Source address").fill("192.0.2.99");
  await press(page, "Filter");
  await expect(page.getByText("No matching events.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(paths.auditLog);
});
