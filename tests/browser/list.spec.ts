import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword, activeAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { closeRowMenu, emailsOn, listUrl, openRowMenu, rowOf, searchFor } from "./list-page.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const header = (page: Page, name: string) => page.getByRole("columnheader", { name });

flow("an admin finds accounts by search, filter and order", async ({ page, inspect, javaScriptEnabled }) => {
  const word = uniqueWord();
  const active = await activeAccount({ firstName: "Zoë", lastName: `Ång${word}`, roles: ["device-manager", "viewer"] });
  const locked = await lockedAccount({ firstName: "Cleo", lastName: `Ång${word}`, email: `a.${word}@example.com` });
  const invited = await accountWithSingleUsePassword({
    firstName: "Anna",
    lastName: `Ång${word}`,
    email: `b.${word}@example.com`,
  });
  await signInAsAdmin(page);
  await searchFor(page, `ANG${word}`);
  await expect(emailsOn(page)).toHaveText([invited.email, locked.email, active.email]);
  await expect(page.getByLabel("Name or email")).toHaveValue(`ANG${word}`);
  await expect(rowOf(page, active.email)).toContainText(`Zoë Ång${word}`);
  await expect(rowOf(page, active.email)).toContainText("Device manager, Viewer");
  await expect(rowOf(page, active.email)).toContainText("ACTIVE");
  await expect(rowOf(page, locked.email)).toContainText("LOCKED");
  await expect(rowOf(page, invited.email)).toContainText("Never signed in");
  await expect(rowOf(page, invited.email)).toContainText(/Password expires .*\d+ \w+ \d+.*UTC/);
  await openRowMenu(page, locked.email);
  await inspect(page);
  await closeRowMenu(page, javaScriptEnabled);

  await header(page, "Name").getByRole("link").click();
  await expect(header(page, "Name")).toHaveAttribute("aria-sort", "descending");
  await expect(emailsOn(page)).toHaveText([active.email, locked.email, invited.email]);
  await header(page, "Email").getByRole("link").click();
  await expect(header(page, "Email")).toHaveAttribute("aria-sort", "ascending");
  await page.getByLabel("Sort by").selectOption("Created");
  await page.getByLabel("State").selectOption("ACTIVE");
  await press(page, "Search");
  await expect(emailsOn(page)).toHaveText([invited.email, active.email]);
  await page.getByLabel("Role").selectOption("Device manager");
  await press(page, "Search");
  await expect(emailsOn(page)).toHaveText([active.email]);
  await expect(page).toHaveURL(
    listUrl({ search: `ANG${word}`, state: "ACTIVE", role: "device-manager", sort: "created" }),
  );

  await searchFor(page, "nobody is called like this");
  await expect(page.getByText("No matching user accounts.")).toBeVisible();
  await inspect(page);
  await page.getByRole("link", { name: "show all user accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await page.goto(`${paths.accounts}?sort=colour`);
  await expect(page.getByText("That filter doesn't exist.")).toBeVisible();
  await inspect(page);
  await page.getByRole("link", { name: "Show all user accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
});

flow("the address of a list keeps its page and filters", async ({ page, context }) => {
  const word = uniqueWord();
  const numbers = Array.from({ length: 55 }, (_, index) => `No ${String(index + 1).padStart(2, "0")} ${word}`);
  const users = await Promise.all(
    numbers.map((name) => activeAccount({ lastName: word, firstName: name.slice(0, 5) })),
  );
  await signInAsAdmin(page, listUrl({ search: word, state: "ACTIVE" }));
  const pages = page.getByRole("navigation", { name: "Pages" });
  const expectNames = async (where: Page, names: readonly string[]) => {
    await expect(where.getByRole("cell").filter({ hasText: /^No \d\d/ })).toHaveText([...names]);
    await expect(where.getByLabel("Name or email")).toHaveValue(word);
    await expect(where.getByLabel("State")).toHaveValue("ACTIVE");
  };
  await expectNames(page, numbers.slice(0, 50));
  await expect(pages.getByRole("link", { name: "Previous" })).toHaveCount(0);
  await pages.getByRole("link", { name: "Next" }).click();
  await expectNames(page, numbers.slice(50));
  await expect(pages.getByRole("link", { name: "Next" })).toHaveCount(0);

  const second = page.url();
  await page.reload();
  await expectNames(page, numbers.slice(50));
  await pages.getByRole("link", { name: "Previous" }).click();
  await expectNames(page, numbers.slice(0, 50));
  await page.goBack();
  await expect(page).toHaveURL(second);
  await expectNames(page, numbers.slice(50));
  const email = String(users[54]?.email);
  await page.getByRole("link", { name: email, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(email);
  await page.goBack();
  await expectNames(page, numbers.slice(50));
  const bookmark = await context.newPage();
  await bookmark.goto(second);
  await expectNames(bookmark, numbers.slice(50));

  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.getByLabel("Name or email")).toHaveValue("");
});
