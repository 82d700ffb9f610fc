import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { emailsOn, rowOf, searchFor } from "./list-page.ts";
import { accountWithSingleUsePassword, administrator, lockedAccount, rareWord, viewer } from "./people.ts";
import { signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

const searching = (word: string) => `${paths.accounts}?${new URLSearchParams({ search: word })}`;

const queryOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

test("the list shows who an account is, what it may do, its state and its last sign-in", async ({ page }) => {
  const word = rareWord();
  const people = {
    active: await viewer({ lastName: word, roles: ["device-manager", "viewer"] }),
    locked: await lockedAccount({ lastName: word }),
    invited: await accountWithSingleUsePassword({ lastName: word }),
  };
  await signInAsAdministrator(page, searching(word));
  await expect(emailsOn(page)).toHaveCount(3);
  const active = rowOf(page, people.active.email);
  await expect(active).toContainText(`${people.active.firstName} ${word}`);
  await expect(active).toContainText("Device manager, Viewer");
  await expect(active).toContainText("ACTIVE");
  await expect(rowOf(page, people.locked.email)).toContainText("LOCKED");
  await expect(rowOf(page, people.invited.email)).toContainText("Never signed in");
  await expect(rowOf(page, people.invited.email)).toContainText(/Password works until \d+ \w+ \d+.*UTC/);

  await page.getByRole("link", { name: people.locked.email, exact: true }).click();
  await expect(page).toHaveURL(paths.accountDetails(people.locked.id));
});

test("a search finds any part of a name or e-mail, accents and case aside", async ({ page }) => {
  const word = rareWord();
  const found = await viewer({ firstName: "Zoë", lastName: `Ång${word}ström` });
  await viewer({ firstName: "Someone", lastName: "Else" });
  await signInAsAdministrator(page);
  for (const text of [word, `${word}STROM`, `ang${word}`, `zoe ang${word}`, found.email, found.email.toUpperCase()]) {
    await searchFor(page, text);
    await expect(page).toHaveURL((url) => url.searchParams.get("search") === text);
    await expect(emailsOn(page)).toHaveText([found.email]);
    await expect(page.getByLabel("Name or e-mail")).toHaveValue(text);
  }
});

test("filters narrow the list by state and role", async ({ page }) => {
  const word = rareWord();
  const reader = await viewer({ lastName: word });
  const locked = await lockedAccount({ lastName: word, roles: ["administrator"] });
  const manager = await viewer({ lastName: word, roles: ["administrator", "device-manager"] });
  await signInAsAdministrator(page, searching(word));

  await page.getByLabel("State").selectOption("LOCKED");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(emailsOn(page)).toHaveText([locked.email]);
  await page.getByLabel("State").selectOption("ACTIVE");
  await page.getByLabel("Role").selectOption("Administrator");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(emailsOn(page)).toHaveText([manager.email]);
  await page.getByLabel("Role").selectOption("Viewer");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(emailsOn(page)).toHaveText([reader.email]);
  await expect.poll(() => queryOf(page)).toMatchObject({ search: word, state: "ACTIVE", role: "viewer" });
});

test("the list is sorted by name, e-mail, last sign-in and creation, either way", async ({ page }) => {
  const word = rareWord();
  const [c, a, b] = [
    await viewer({ lastName: word, firstName: "Cleo", email: `a.${word}@example.com` }),
    await viewer({ lastName: word, firstName: "Anna", email: `b.${word}@example.com` }),
    await viewer({ lastName: word, firstName: "Berta", email: `c.${word}@example.com` }),
  ].map(({ email }) => email);
  await signInAsAdministrator(page, searching(word));
  await expect(emailsOn(page)).toHaveText([a, b, c] as string[]);

  const header = (name: string) => page.getByRole("columnheader", { name });
  await header("Name").getByRole("link").click();
  await expect(header("Name")).toHaveAttribute("aria-sort", "descending");
  await expect(emailsOn(page)).toHaveText([c, b, a] as string[]);
  await header("Email").getByRole("link").click();
  await expect(header("Email")).toHaveAttribute("aria-sort", "ascending");
  await expect(emailsOn(page)).toHaveText([c, a, b] as string[]);
  await header("Last sign-in").getByRole("link").click();
  await expect(header("Last sign-in")).toHaveAttribute("aria-sort", "descending");
  const times = page.getByRole("cell").locator("time");
  const moments = await times.evaluateAll((all) => all.map((time) => String(time.getAttribute("datetime"))));
  expect(moments).toEqual(moments.toSorted().reverse());
  expect(moments).toHaveLength(3);

  await page.getByLabel("Sort by").selectOption("Created");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/sort=created/);
  await expect(emailsOn(page)).toHaveText([b, a, c] as string[]);
  await expect.poll(() => queryOf(page)).toMatchObject({ search: word, sort: "created" });
});

test("more than fifty accounts come in pages, without a gap or a repetition", async ({ page }) => {
  const word = rareWord();
  const numbers = Array.from({ length: 55 }, (_, index) => String(index + 1).padStart(2, "0"));
  await Promise.all(numbers.map((number) => viewer({ lastName: word, firstName: `No ${number}` })));
  await signInAsAdministrator(page, searching(word));
  const names = page.getByRole("cell").filter({ hasText: /^No \d\d/ });
  const pages = page.getByRole("navigation", { name: "Pages" });
  const expectNumbers = (shown: string[]) => expect(names).toHaveText(shown.map((number) => `No ${number} ${word}`));

  await expectNumbers(numbers.slice(0, 50));
  await expect(pages.getByRole("link", { name: "Previous" })).toHaveCount(0);
  await pages.getByRole("link", { name: "Next" }).click();
  await expectNumbers(numbers.slice(50));
  await expect(pages.getByRole("link", { name: "Next" })).toHaveCount(0);
  const second = page.url();
  await page.reload();
  await expectNumbers(numbers.slice(50));
  await pages.getByRole("link", { name: "Previous" }).click();
  await expectNumbers(numbers.slice(0, 50));
  await page.goBack();
  await expect(page).toHaveURL(second);
  await expectNumbers(numbers.slice(50));
});

test("the address keeps what is asked for: back, reload and bookmarks show it again", async ({ page, context }) => {
  const word = rareWord();
  const locked = await lockedAccount({ lastName: word });
  await viewer({ lastName: word });
  await signInAsAdministrator(page);
  await searchFor(page, word);
  await expect(emailsOn(page)).toHaveCount(2);
  await page.getByLabel("State").selectOption("LOCKED");
  await page.getByLabel("Sort by").selectOption("Email");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(emailsOn(page)).toHaveText([locked.email]);
  const address = page.url();
  const expectAsAsked = async (where: Page) => {
    await expect(where).toHaveURL(address);
    await expect(emailsOn(where)).toHaveText([locked.email]);
    await expect(where.getByLabel("Name or e-mail")).toHaveValue(word);
    await expect(where.getByLabel("State")).toHaveValue("LOCKED");
    await expect(where.getByLabel("Sort by")).toHaveValue("email");
  };

  await page.reload();
  await expectAsAsked(page);
  await page.getByRole("link", { name: locked.email, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(locked.email);
  await page.goBack();
  await expectAsAsked(page);
  const bookmark = await context.newPage();
  await bookmark.goto(address);
  await expectAsAsked(bookmark);

  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.getByLabel("Name or e-mail")).toHaveValue("");
});

test("a search that finds nobody says what to do", async ({ page }) => {
  await signInAsAdministrator(page, searching("nobody is called like this"));
  await expect(page.getByText("No user account matches.")).toBeVisible();
  await page.getByRole("link", { name: "show all user accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(emailsOn(page)).not.toHaveCount(0);
});

test("an address that the list does not understand is answered with a 400 and a way on", async ({ page }) => {
  const { email } = await administrator();
  await signInAsAdministrator(page);
  for (const query of ["sort=colour", "state=ASLEEP", "role=king", "after=nowhere", "search=a&search=b"]) {
    const response = await page.goto(`${paths.accounts}?${query}`);
    expect(response?.status()).toBe(400);
    await expect(page.getByText("This address asks for something the list does not know.")).toBeVisible();
  }
  await page.getByRole("link", { name: "Show all user accounts" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await searchFor(page, email);
  await expect(emailsOn(page)).toHaveText([email]);
});
