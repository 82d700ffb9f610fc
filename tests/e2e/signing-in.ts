import type { Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { transaction } from "#db/client.ts";
import { config } from "#lib/config.ts";
import { paths } from "#lib/paths.ts";
import { openSession } from "#lib/signin/open-session.ts";
import { anonymousSource } from "#tests/db/people.ts";
import { alertOn } from "./messages.ts";
import { administrator, type TestAccount } from "./people.ts";
import { expect } from "./test.ts";

const SESSION_COOKIE = "gatehouse.session";

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

/**
 * Makes an administrator and lets them in without the form, of which other tests speak: with a session's row and its
 * cookie, as a sign-in leaves them behind.
 */
export async function signInAsAdministrator(page: Page, to: string = paths.accounts): Promise<TestAccount> {
  const actor = await administrator();
  const { appUrl, authSecrets, federation } = config();
  const openedBy = federation && { issuer: federation.issuer };
  const sid = await transaction((tx) => openSession(tx, actor.id, anonymousSource(), openedBy));
  const value = await encode({ token: { sid }, salt: SESSION_COOKIE, secret: [...authSecrets] });
  await page.context().addCookies([{ name: SESSION_COOKIE, value, url: appUrl.origin }]);
  await page.goto(to);
  await expect(page).toHaveURL(to);
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
