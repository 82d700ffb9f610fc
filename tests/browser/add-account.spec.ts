import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { uniqueWord } from "#tests/db/people.ts";
import { emailsOn, listUrl } from "./list-page.ts";
import { alertOn, expectNowhereOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin, signInWithSingleUsePassword, submitNewPassword } from "./sign-in.ts";
import { readSignInDetails, type SignInDetails, signInDetails } from "./sign-in-details.ts";
import { expect, flow } from "./test.ts";

const GENERATED = /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/;

const singleUsePassword = (page: Page) => page.getByLabel("Single-use Password", { exact: true });

const role = (page: Page, name: string) => page.getByRole("checkbox", { name, exact: true });

type Profile = Readonly<{ firstName: string; lastName: string; email: string; phone: string }>;

const newUser = (): Profile => {
  const word = uniqueWord();
  return { firstName: "Renée", lastName: word, email: `renee.${word}@example.com`, phone: "+33 1 23 45 67 89" };
};

async function fillIn(page: Page, { firstName, lastName, email, phone }: Profile): Promise<void> {
  await page.getByLabel("First Name").fill(firstName);
  await page.getByLabel("Last Name").fill(lastName);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Phone").fill(phone);
}

flow("a refused new account keeps everything typed and chosen", async ({ page, inspect }) => {
  await signInAsAdmin(page, paths.newAccount);
  await inspect(page);
  await fillIn(page, { firstName: " ", lastName: "Kept As Typed", email: "no address", phone: "12" });
  await singleUsePassword(page).fill("typed by hand, never sent back");
  await role(page, "Viewer").uncheck();
  await role(page, "Base station manager").check();
  await role(page, "Administrator").check();
  await press(page, "Add");
  await expect(alertOn(page)).toHaveText("Check the 3 highlighted fields.");
  await expect(page.getByLabel("First Name")).toHaveAccessibleDescription("Enter a first name.");
  await expect(page.getByLabel("First Name")).toBeFocused();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Enter one email address/);
  await expect(page.getByLabel("Email")).toHaveValue("no address");
  await expect(page.getByLabel("Phone")).toHaveAccessibleDescription(/Enter a phone number with its country code/);
  await expect(page.getByLabel("Phone")).toHaveValue("12");
  await expect(page.getByLabel("Last Name")).toHaveValue("Kept As Typed");
  await expect(role(page, "Viewer")).not.toBeChecked();
  await expect(role(page, "Base station manager")).toBeChecked();
  await expect(role(page, "Administrator")).toBeChecked();
  await expectNowhereOn(page, "typed by hand, never sent back");
  await inspect(page);

  await fillIn(page, newUser());
  await press(page, "Add");
  const { password } = await readSignInDetails(page);
  expect(password).toMatch(GENERATED);
  await inspect(page);
  await page.getByRole("link", { name: "Add another account" }).click();
  await expect(page.getByLabel("Email")).toHaveValue("");
  await expect(singleUsePassword(page)).toHaveValue(GENERATED);
  await expectNowhereOn(page, password);
});

flow(
  "a new user signs in with details that are shown once",
  async ({ page, anotherBrowser, javaScriptEnabled, server, inspect }) => {
    const user = newUser();
    await signInAsAdmin(page, listUrl({ search: user.lastName }));
    await page.getByRole("link", { name: "Add user account" }).click();
    await expect(page).toHaveURL(paths.newAccount);
    await fillIn(page, user);
    await role(page, "Device manager").check();
    const password = await singleUsePassword(page).inputValue();
    await press(page, "Add");
    await expect(statusOn(page)).toHaveText(`Account ${user.email} added.`);
    const details = await readSignInDetails(page);
    expect(details).toEqual({ address: `${server.url}${paths.login}`, email: user.email, password });
    await expect(signInDetails(page)).toContainText(/before \d+ \w+ \d+.*UTC/);
    if (javaScriptEnabled) await expectCopyButtons(page, details);
    else await expect(page.getByRole("button", { name: /copy|print/i })).toHaveCount(0);

    const userPage = await anotherBrowser();
    await signInWithSingleUsePassword(userPage, details);
    await submitNewPassword(userPage, "my very own words here");
    await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("Welcome, Renée");
    await expect(userPage.getByRole("region", { name: "Your access" })).toContainText("Device manager");
    await inspect(userPage);

    await page.getByRole("link", { name: "View account" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(user.email);
    await expect(page.getByLabel("Last Name")).toHaveValue(user.lastName);
    await expect(page.getByLabel("Phone")).toHaveValue("+33123456789");
    await expect(role(page, "Viewer")).toBeChecked();
    await expect(role(page, "Device manager")).toBeChecked();
    await expect(role(page, "Administrator")).not.toBeChecked();
    await expectNowhereOn(page, password);

    if (!javaScriptEnabled) return expect(page.goBack()).rejects.toThrow("ERR_CACHE_MISS");
    await page.goBack();
    await expect(singleUsePassword(page)).toHaveValue(GENERATED);
    await expect(signInDetails(page)).toHaveCount(0);
    await expectNowhereOn(page, password);
    await page.goBack();
    await expect(emailsOn(page)).toHaveText([user.email]);
  },
);

async function expectCopyButtons(page: Page, { address, email, password }: SignInDetails): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: /^cop.*single-use password$/i }).click();
  await expect.poll(clipboard).toBe(password);
  await page.getByRole("button", { name: /^cop.*all/i }).click();
  await expect.poll(clipboard).toBe(`Address: ${address}\nEmail: ${email}\nSingle-use password: ${password}`);
}
