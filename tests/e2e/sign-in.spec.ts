import { paths } from "#lib/paths.ts";
import { expectNowhereOn } from "./messages.ts";
import { accountWithExpiredSingleUsePassword, administrator, lockedAccount, viewer } from "./people.ts";
import { expectRefusedSignIn, signIn, submitSignIn } from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";

test("the right password lets a person in, at the start page that greets them", async ({ page }) => {
  const person = await viewer();
  await signIn(page, person);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
  await expect(page.getByRole("region", { name: "What you may access" })).toContainText("Viewer");
});

test("case and spaces around the e-mail do not matter", async ({ page }) => {
  const person = await viewer();
  await page.goto(paths.login);
  await submitSignIn(page, { ...person, email: ` ${person.email.toUpperCase()} ` });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});

test("a wrong password is refused, with the e-mail kept and the password not", async ({ page }) => {
  const person = await viewer();
  await page.goto(paths.login);
  await submitSignIn(page, { ...person, password: "not my password" });
  await expectRefusedSignIn(page);
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
  await expectNowhereOn(page, "not my password");

  await submitSignIn(page, person);
  await expect(page).toHaveURL(paths.home);
});

test("unknown, locked and expired accounts are refused in the words of a wrong password", async ({ page }) => {
  const nobody = { email: "nobody.at.all@example.com", password: "whatever it is" };
  await page.goto(paths.login);
  for (const person of [nobody, await lockedAccount(), await accountWithExpiredSingleUsePassword()]) {
    await submitSignIn(page, person);
    await expectRefusedSignIn(page);
    await expect(page.getByLabel("Email")).toHaveValue(person.email);
  }
});

test("signing in leads to where one was going, the query included", async ({ page }) => {
  const going = `${paths.accounts}?search=m%C3%BCller+%26+co&state=ACTIVE`;
  await signIn(page, await administrator(), going);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("User Accounts");
  await expect(page.getByLabel("Name or e-mail")).toHaveValue("müller & co");
});

for (const elsewhere of [
  "https://elsewhere.example/",
  "//elsewhere.example/",
  "/\\elsewhere.example",
  "/api/health/live",
]) {
  test(`signing in never leads to ${elsewhere}`, async ({ page }) => {
    await page.goto(`${paths.login}?${new URLSearchParams({ next: elsewhere })}`);
    await submitSignIn(page, await viewer());
    await expect(page).toHaveURL(paths.home);
    await page.goto(`${paths.login}?${new URLSearchParams({ next: elsewhere })}`);
    await expect(page).toHaveURL(paths.home);
  });
}

test("whoever is signed in goes on from the sign-in page", async ({ page }) => {
  await signIn(page, await viewer());
  await page.goto(paths.login);
  await expect(page).toHaveURL(paths.home);
  await page.goto(`${paths.login}?${new URLSearchParams({ next: paths.account })}`);
  await expect(page).toHaveURL(paths.account);
});

test("a password can be shown while it is typed", WITH_SCRIPTS, async ({ page }) => {
  await page.goto(paths.login);
  const field = page.getByLabel("Password", { exact: true });
  await field.fill("what I type");
  await expect(field).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(field).toHaveAttribute("type", "text");
  await expect(field).toHaveValue("what I type");
  await page.getByRole("button", { name: "Hide" }).click();
  await expect(field).toHaveAttribute("type", "password");
});
