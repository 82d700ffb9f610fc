import { paths } from "#lib/paths.ts";
import { readHandOver } from "./hand-over.ts";
import { LOCK_AFTER } from "./house.ts";
import { viewer } from "./people.ts";
import {
  choosePassword,
  comeInWithSingleUsePassword,
  expectRefusedSignIn,
  guessWrong,
  signIn,
  signInAsAdministrator,
  submitSignIn,
} from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("too many wrong passwords lock an account, until an administrator resets its password", async ({
  page,
  anotherBrowser,
}) => {
  const person = await viewer();
  await guessWrong(page, person.email, LOCK_AFTER);
  await submitSignIn(page, person);
  await expectRefusedSignIn(page);

  const office = await anotherBrowser();
  await signInAsAdministrator(office, paths.accountDetails(person.id));
  const facts = office.getByRole("region", { name: "Account", exact: true });
  await expect(facts).toContainText("LOCKED");
  await expect(facts).toContainText(`after ${LOCK_AFTER} failed sign-ins`);
  await office.getByRole("link", { name: "Reset user password" }).click();
  await office.getByRole("button", { name: "Reset password" }).click();
  const { email, password } = await readHandOver(office);
  await office.goto(paths.accountDetails(person.id));
  await expect(facts).toContainText("ACTIVE");

  await comeInWithSingleUsePassword(page, { email, password });
  await choosePassword(page, "chosen after the lock");
  await expect(page).toHaveURL(paths.home);
});

test("one wrong password fewer locks nothing, and the right one starts the count anew", async ({
  page,
  anotherBrowser,
}) => {
  const person = await viewer();
  await guessWrong(page, person.email, LOCK_AFTER - 1);
  await submitSignIn(page, person);
  await expect(page).toHaveURL(paths.home);

  const elsewhere = await anotherBrowser();
  await guessWrong(elsewhere, person.email, LOCK_AFTER - 1);
  await signIn(elsewhere, person);
});

test("a lock leaves those who are signed in alone", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  await signIn(page, person);
  await guessWrong(await anotherBrowser(), person.email, LOCK_AFTER);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});
