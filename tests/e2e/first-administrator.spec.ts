import { paths } from "#lib/paths.ts";
import { readHandOver } from "./hand-over.ts";
import { type House, LOCK_AFTER, openHouse } from "./house.ts";
import { openRowMenu } from "./list-page.ts";
import { alertOn } from "./messages.ts";
import { choosePassword, comeInWithSingleUsePassword, guessWrong } from "./signing-in.ts";
import { test as base, expect } from "./test.ts";

const FIRST = "first@example.com";
const SECOND = "second@example.com";

/** In a Gatehouse of its own, where nobody has been yet. */
const test = base.extend<{ newHouse: House }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
  newHouse: async ({}, use) => {
    const house = await openHouse({ ADMIN_EMAIL: FIRST });
    await use(house);
    await house.close();
  },
  baseURL: ({ newHouse }, use) => use(newHouse.url),
});

test("what the start prints lets the first administrator in, and one who can sign in always remains", async ({
  page,
  newHouse,
  anotherBrowser,
}) => {
  await expect.poll(newHouse.said).toContain(FIRST);
  const [password = ""] = newHouse.said().match(/[a-z0-9]{4}(-[a-z0-9]{4}){3}/) ?? [];
  await comeInWithSingleUsePassword(page, { email: FIRST, password });
  await choosePassword(page, "first to hold the key");
  await expect(page).toHaveURL(paths.home);
  await page.getByRole("link", { name: "Manage user accounts" }).click();
  await expect(page.getByText("You are the only one here so far.")).toBeVisible();

  await page.getByRole("link", { name: "Add user account" }).click();
  await page.getByLabel("First Name").fill("Second");
  await page.getByLabel("Last Name").fill("Administrator");
  await page.getByLabel("Email").fill(SECOND);
  await page.getByRole("checkbox", { name: "Administrator" }).check();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await readHandOver(page);

  // The first one's session outlives the lock, and the second is now the last who can sign in.
  await guessWrong(await anotherBrowser(), FIRST, LOCK_AFTER);
  await page.getByRole("link", { name: "Show the account" }).click();
  await page.getByRole("checkbox", { name: "Viewer" }).check();
  await page.getByRole("checkbox", { name: "Administrator" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(alertOn(page)).toHaveText("At least one administrator who can sign in must remain.");

  await page.goto(paths.accounts);
  await openRowMenu(page, SECOND);
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(alertOn(page)).toHaveText("At least one administrator who can sign in must remain.");
  await page.goto(paths.accounts);
  await expect(page.getByRole("link", { name: SECOND, exact: true })).toBeVisible();
});
