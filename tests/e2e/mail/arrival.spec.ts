import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { openRowMenu, rowOf } from "../list-page.ts";
import { alertOn, noticeOn } from "../messages.ts";
import { rareWord } from "../people.ts";
import { signInAsAdministrator, submitSignIn } from "../signing-in.ts";
import { expect, test } from "./test.ts";
import { activate, choose, follow } from "./walking.ts";

const CHOSEN = "a ladder beside the orchard";

const newcomer = () => {
  const word = rareWord();
  return { firstName: "Rene", lastName: word, email: `rene.${word}@example.com` };
};

async function invite(page: Page, { firstName, lastName, email }: ReturnType<typeof newcomer>): Promise<void> {
  await page.getByLabel("First Name").fill(firstName);
  await page.getByLabel("Last Name").fill(lastName);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page).toHaveURL(paths.accounts);
  await expect(noticeOn(page)).toHaveText(`Added the account ${email}. An activation mail is on its way.`);
}

test("a person who is added gets a mail, puts their name right, chooses a password and signs in with it", async ({
  page,
  anotherBrowser,
  mailbox,
  baseURL,
}) => {
  const person = newcomer();
  const boss = await signInAsAdministrator(page, paths.newAccount);
  await expect(page.locator("input[type=password], input[name=singleUsePassword]")).toHaveCount(0);
  await expect(page.getByText("It works for 24 hours.")).toBeVisible();
  await invite(page, person);
  const letter = await mailbox.letters.next(person.email, /^Activate your account at localhost/);
  expect(letter.from).toContain("no-reply@example.com");
  expect(letter.text).toContain(boss.email);
  await page.goto(`${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`);
  await expect(rowOf(page, person.email)).toContainText(/Invited\s*Link ends \d+ \w+ \d+/);

  const theirs = await anotherBrowser();
  await follow(theirs, letter, paths.activate);
  expect(new URL(theirs.url()).origin).toBe(baseURL);
  await expect(theirs.getByText(`You sign in as ${person.email}.`)).toBeVisible();
  await expect(theirs.getByLabel("First Name")).toHaveValue("Rene");
  await theirs.getByLabel("First Name").fill("Renée");
  await theirs.getByLabel("Phone").fill("+33 1 23 45 67 89");
  await choose(theirs, "password123", "Activate");
  await expect(alertOn(theirs)).toBeVisible();
  await expect(theirs.getByLabel("New password")).toHaveAccessibleDescription(/most used passwords/);
  await expect(theirs.getByLabel("New password")).toHaveValue("");
  await expect(theirs.getByLabel("First Name")).toHaveValue("Renée");
  await expect(theirs.getByLabel("Phone")).toHaveValue("+33 1 23 45 67 89");
  await choose(theirs, CHOSEN, "Activate");
  await expect(noticeOn(theirs)).toHaveText("Your account is active. Sign in with the password you chose.");
  await theirs.goto(paths.account);
  await submitSignIn(theirs, { email: person.email, password: CHOSEN });
  await expect(theirs.getByLabel("Phone")).toHaveValue("+33123456789");

  await rowOf(page, person.email).getByRole("link").click();
  await expect(page.getByLabel("First Name")).toHaveValue("Renée");
  await expect(page.getByRole("region", { name: "Mails" }).getByRole("listitem")).toContainText(
    /Account activation to .*SENT/,
  );
  await expect(page.getByRole("region", { name: "History" })).toContainText(/First Name.*Rene.*Renée/);
  await expect(page.getByRole("button", { name: "Resend activation mail" })).toHaveCount(0);
});

test("an activation mail is sent again from the row menu, and the older link then says that there is a newer one", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = newcomer();
  await signInAsAdministrator(page, paths.newAccount);
  await invite(page, person);
  const older = await mailbox.letters.next(person.email, /^Activate/);
  const list = `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`;
  await page.goto(list);
  await openRowMenu(page, person.email);
  await page.getByRole("button", { name: "Resend activation mail" }).click();
  await expect(noticeOn(page)).toHaveText(`A new activation mail to ${person.email} is on its way.`);
  await expect(page).toHaveURL(list);
  const newer = await mailbox.letters.next(person.email, /^Activate/, 1);

  const theirs = await anotherBrowser();
  await follow(theirs, older, paths.activate);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("There is a newer mail");
  await activate(theirs, newer, CHOSEN);
  await submitSignIn(theirs, { email: person.email, password: CHOSEN });
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Welcome, Rene");

  await page.goto(list);
  await openRowMenu(page, person.email);
  await expect(page.getByRole("link", { name: "Reset user password" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Resend activation mail" })).toHaveCount(0);
});
