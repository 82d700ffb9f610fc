import type { Locator, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { localTime } from "#lib/text/local-time.ts";
import { utcTime } from "#lib/text/utc-time.ts";
import { accountWithSingleUsePassword, activeAccount, signedIn, uniqueWord } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { listUrl, rowOf } from "./list-page.ts";
import { signInAsAdmin, startSession } from "./sign-in.ts";
import { expect, test } from "./test.ts";

const ZONE = "Asia/Kathmandu";

test.use({ timezoneId: ZONE });

const HOUR_MS = 3_600_000;

/** Two accounts of a rare name: one signed in three days ago, the other's password expires in two days. */
async function accountsWithTimes() {
  const lastName = uniqueWord();
  const [active, invited] = [await activeAccount({ lastName }), await accountWithSingleUsePassword({ lastName })];
  const signedInAt = new Date(Date.now() - 73 * HOUR_MS);
  const expiresAt = new Date(Date.now() + 49 * HOUR_MS);
  await run(sql`UPDATE credentials SET last_sign_in_at = ${signedInAt.toISOString()} WHERE account_id = ${active.id}`);
  await run(
    sql`UPDATE credentials SET single_use_expires_at = ${expiresAt.toISOString()} WHERE account_id = ${invited.id}`,
  );
  return { list: listUrl({ search: lastName }), active, invited, signedInAt, expiresAt };
}

const timeIn = (row: Locator): Locator => row.locator("time:visible");

const copied = (time: Locator): Promise<string> =>
  time.evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return String(getSelection());
  });

/** How far the page's layout moved after its first paint. */
const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(list.getEntries().reduce((sum, entry) => sum + Number("value" in entry && entry.value), 0));
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(0), 300);
      }),
  );

test("times are relative, with the date in the visitor's time zone", async ({ page }) => {
  const { list, active, invited, signedInAt, expiresAt } = await accountsWithTimes();
  await signInAsAdmin(page, list);
  const [past, future] = [timeIn(rowOf(page, active.email)), timeIn(rowOf(page, invited.email))];
  await expect(past).toContainText("3 days ago");
  await expect(past).toHaveAttribute("title", localTime(signedInAt, ZONE));
  await expect(past).toHaveAttribute("datetime", signedInAt.toISOString());
  await expect(future.locator("../..")).toContainText("Password expires in 2 days");
  await expect(future).toHaveAttribute("title", localTime(expiresAt, ZONE));

  expect(await copied(past)).toBe(localTime(signedInAt, ZONE));
  await page.emulateMedia({ media: "print" });
  await expect(past.getByText("3 days ago")).toBeHidden();
  await expect(past.getByText(localTime(signedInAt, ZONE))).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.getByRole("link", { name: active.email }).click();
  const lastSignIn = page.getByRole("region", { name: "Account", exact: true }).locator("time").first();
  await expect(lastSignIn).toContainText(localTime(signedInAt, ZONE));
  await expect(lastSignIn).toContainText("3 days ago");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit log" }).click();
  await expect(page.locator("tbody time").first()).toHaveText(/^\d+ \w+ \d{4}, \d\d:\d\d UTC\+5:45$/);
});

test("local times move nothing on the page", async ({ page }) => {
  const { list, active } = await accountsWithTimes();
  const admin = await signInAsAdmin(page);
  await signedIn(admin);
  // On a slow connection the page is painted before its scripts run.
  await page.route("**/_next/static/**/*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of [list, paths.accountDetails(active.id), paths.account, paths.auditLog]) {
      await page.goto(path);
      await expect(page.locator("time:visible").first()).toContainText("UTC+5:45");
      expect.soft(await layoutShift(page), `${path} at ${width}`).toBe(0);
    }
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("times are in UTC", async ({ page }) => {
    const { list, active, invited, signedInAt, expiresAt } = await accountsWithTimes();
    await signInAsAdmin(page, list);
    const [past, future] = [timeIn(rowOf(page, active.email)), timeIn(rowOf(page, invited.email))];
    await expect(past).toHaveText(utcTime(signedInAt));
    await expect(past).toHaveAttribute("datetime", signedInAt.toISOString());
    await expect(past).not.toHaveAttribute("title");
    await expect(future.locator("../..")).toHaveText(`Password expires ${utcTime(expiresAt)}`);
    await startSession(page, active, paths.account);
    await expect(page.locator("time").first()).toHaveText(/ UTC$/);
  });
});
