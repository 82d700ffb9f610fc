import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { alertOn } from "./messages.ts";
import { administrator } from "./people.ts";
import { expect } from "./test.ts";

type Credentials = Readonly<{ email: string; password: string }>;

const passwordField = (page: Page) => page.getByLabel("Password", { exact: true });

/** Fills in the sign-in form that is on the page, and sends it. */
export async function submitSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await passwordField(page).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Goes somewhere, signs in on the way and arrives there. */
export async function signIn(page: Page, person: Credentials, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await submitSignIn(page, person);
  await expect(page).toHaveURL(to);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Sign in");
}

/** Makes an administrator and signs them in. */
export async function signInAsAdministrator(page: Page, to: string = paths.accounts) {
  const actor = await administrator();
  await signIn(page, actor, to);
  return actor;
}

/** Comes in with a single-use password, as far as that leads. */
export async function comeInWithSingleUsePassword(page: Page, person: Credentials): Promise<void> {
  await page.goto(paths.login);
  await submitSignIn(page, person);
  await expect(page).toHaveURL(paths.newPassword);
}

/** Chooses a password on the page for it, and sends it. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Confirm password").fill(password);
  await page.getByRole("button", { name: "Save password" }).click();
}

/** Tries wrong passwords, one after the other. */
export async function guessWrong(page: Page, email: string, times: number): Promise<void> {
  await page.goto(paths.login);
  for (let guess = 1; guess <= times; guess++) {
    await submitSignIn(page, { email, password: `wrong guess ${guess}` });
    await expectRefusedSignIn(page);
  }
}

/** The answer to a refused sign-in, whatever its reason; the password is not on the page any more. */
export async function expectRefusedSignIn(page: Page): Promise<void> {
  await expect(passwordField(page)).toHaveValue("");
  await expect(alertOn(page)).toHaveText("The e-mail or the password is not right.");
  await expect(page).toHaveURL(new RegExp(`${paths.login}($|\\?)`));
}
