import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { handOverCard, readHandOver } from "./hand-over.ts";
import { emailsOn, searchFor } from "./list-page.ts";
import { alertOn, expectNowhereOn, noticeOn } from "./messages.ts";
import { rareWord, viewer } from "./people.ts";
import { choosePassword, comeInWithSingleUsePassword, signInAsAdministrator } from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS, WITHOUT_SCRIPTS } from "./test.ts";

const secretField = (page: Page) => page.getByLabel("Single-use Password", { exact: true });

async function fillIn(page: Page, person: { firstName: string; lastName: string; email: string; phone: string }) {
  await page.getByLabel("First Name").fill(person.firstName);
  await page.getByLabel("Last Name").fill(person.lastName);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Phone").fill(person.phone);
}

const add = (page: Page) => page.getByRole("button", { name: "Add", exact: true }).click();

const newcomer = () => {
  const word = rareWord();
  return { firstName: "Renée", lastName: word, email: `renee.${word}@example.com`, phone: "+33 1 23 45 67 89" };
};

test("an administrator adds an account, and its holder comes in with what is handed over", async ({
  page,
  anotherBrowser,
  baseURL,
}) => {
  const person = newcomer();
  await signInAsAdministrator(page);
  await page.getByRole("link", { name: "Add user account" }).click();
  await expect(page).toHaveURL(paths.newAccount);
  await fillIn(page, person);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  const generated = await secretField(page).inputValue();
  expect(generated).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
  await add(page);

  await expect(noticeOn(page)).toHaveText(`Added the account ${person.email}.`);
  const handOver = await readHandOver(page);
  expect(handOver).toEqual({ address: `${baseURL}${paths.login}`, email: person.email, password: generated });
  await expect(handOverCard(page)).toContainText(/works until \d+ \w+ \d+.*UTC/);

  const theirs = await anotherBrowser();
  await theirs.goto(handOver.address);
  await comeInWithSingleUsePassword(theirs, handOver);
  await choosePassword(theirs, "my very own words here");
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Welcome, Renée");
  await expect(theirs.getByRole("region", { name: "What you may access" })).toContainText("Device manager");

  await page.getByRole("link", { name: "Show the account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(person.email);
  await expect(page.getByLabel("Phone")).toHaveValue("+33123456789");
  await expect(page.getByRole("checkbox", { name: "Viewer" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Administrator" })).not.toBeChecked();
});

test("the hand-over is shown once, and nowhere on the account's page", async ({ page }) => {
  const person = newcomer();
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, person);
  await add(page);
  const { password } = await readHandOver(page);
  await page.goto(paths.newAccount);
  await expect(secretField(page)).toHaveValue(/^\S{19}$/);
  await expectNowhereOn(page, password);
  await page.goto(paths.accounts);
  await searchFor(page, person.email);
  await page.getByRole("link", { name: person.email, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(person.email);
  await expectNowhereOn(page, password);
});

test(
  "with scripts, the way back leads to a new form and to a list with the new account",
  WITH_SCRIPTS,
  async ({ page }) => {
    const person = newcomer();
    await signInAsAdministrator(page, `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
    await expect(page.getByText("No user account matches.")).toBeVisible();
    await page.getByRole("link", { name: "Add user account" }).click();
    await fillIn(page, person);
    await add(page);
    const { password } = await readHandOver(page);
    await page.getByRole("link", { name: "Back to the list" }).click();
    await expect(page).toHaveURL(paths.accounts);
    await page.goBack();
    await expect(secretField(page)).toHaveValue(/^\S{19}$/);
    await expect(handOverCard(page)).toHaveCount(0);
    await expectNowhereOn(page, password);
    await page.goBack();
    await expect(emailsOn(page)).toHaveText([person.email]);
  },
);

test("without scripts, the browser does not show the hand-over on the way back", WITHOUT_SCRIPTS, async ({ page }) => {
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, newcomer());
  await add(page);
  await readHandOver(page);
  await page.getByRole("link", { name: "Back to the list" }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(page.goBack()).rejects.toThrow("ERR_CACHE_MISS");
});

test("another account is begun with empty fields and another password", async ({ page }) => {
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, newcomer());
  await add(page);
  const { password } = await readHandOver(page);
  await page.getByRole("link", { name: "Add another" }).click();
  await expect(page.getByLabel("Email")).toHaveValue("");
  await expect(secretField(page)).toHaveValue(/^\S{19}$/);
  await expect(secretField(page)).not.toHaveValue(password);
});

test("what will not do is refused beside its field, with everything typed and chosen kept", async ({ page }) => {
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, { firstName: " ", lastName: "Kept As Typed", email: "no address", phone: "12" });
  await secretField(page).fill("typed by hand, never sent back");
  await page.getByRole("checkbox", { name: "Viewer" }).uncheck();
  await page.getByRole("checkbox", { name: "Base station manager" }).check();
  await page.getByRole("checkbox", { name: "Administrator" }).check();
  await add(page);

  await expect(alertOn(page)).toHaveText("Please correct the 3 marked fields.");
  await expect(page.getByLabel("First Name")).toHaveAccessibleDescription("Enter a first name.");
  await expect(page.getByLabel("First Name")).toBeFocused();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Enter one plain e-mail address/);
  await expect(page.getByLabel("Email")).toHaveValue("no address");
  await expect(page.getByLabel("Phone")).toHaveAccessibleDescription(/Enter the number with its country code/);
  await expect(page.getByLabel("Phone")).toHaveValue("12");
  await expect(page.getByLabel("Last Name")).toHaveValue("Kept As Typed");
  await expect(page.getByRole("checkbox", { name: "Viewer" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Base station manager" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Administrator" })).toBeChecked();
  await expectNowhereOn(page, "typed by hand, never sent back");
});

test("an account without a role is refused beside the roles", async ({ page }) => {
  const person = newcomer();
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, person);
  await page.getByRole("checkbox", { name: "Viewer" }).uncheck();
  await add(page);
  await expect(page.getByRole("group", { name: "Roles" })).toHaveAccessibleDescription(/Choose at least one role/);
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
  await page.getByRole("checkbox", { name: "Viewer" }).check();
  await add(page);
  await expect(handOverCard(page)).toBeVisible();
});

test("a single-use password that is too weak is refused beside its field", async ({ page }) => {
  const person = newcomer();
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, person);
  for (const { secret, says } of [
    { secret: "short", says: /at least 8 characters/ },
    { secret: person.email, says: /e-mail address/ },
  ]) {
    await secretField(page).fill(secret);
    await add(page);
    await expect(secretField(page)).toHaveAccessibleDescription(says);
    await expect(secretField(page)).toHaveValue(/^\S{4}-\S{4}-\S{4}-\S{4}$/);
    await expect(page.getByLabel("Last Name")).toHaveValue(person.lastName);
  }
});

test("an e-mail that another account has is refused, whatever its case", async ({ page }) => {
  const other = await viewer();
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, { ...newcomer(), email: other.email.toUpperCase() });
  await add(page);
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Another account has this e-mail address/);
  await expect(page.getByLabel("Email")).toHaveValue(other.email.toUpperCase());
});

test("with scripts, the hand-over is copied with a button", WITH_SCRIPTS, async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, newcomer());
  await add(page);
  const { address, email, password } = await readHandOver(page);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: /^cop.*single-use password$/i }).click();
  await expect.poll(clipboard).toBe(password);
  await page.getByRole("button", { name: /^cop.*all/i }).click();
  await expect.poll(clipboard).toBe(`Address: ${address}\nEmail: ${email}\nSingle-use password: ${password}`);
});

test("without scripts, nothing is offered that only a script can do", WITHOUT_SCRIPTS, async ({ page }) => {
  await signInAsAdministrator(page, paths.newAccount);
  await fillIn(page, newcomer());
  await add(page);
  await expect(handOverCard(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /copy|print/i })).toHaveCount(0);
});
