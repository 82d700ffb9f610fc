import type { Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { transaction } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { adminAccount, anonymousSource, type TestAccount } from "#tests/db/people.ts";
import { alertOn } from "./messages.ts";
import { expect } from "./test.ts";

const SESSION_COOKIE = "gatehouse.session";

type Credentials = Readonly<{ email: string; password: string }>;

const passwordField = (page: Page) => page.getByLabel("Password", { exact: true });

/** The sign-in page that leads on to another page. */
export const signInAddress = (next: string): string => `${paths.login}?${new URLSearchParams({ next })}`;

/** Fills in the sign-in form that is on the page, and submits it. */
export async function submitSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await passwordField(page).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Goes somewhere, signs in on the way and arrives there. */
export async function signIn(page: Page, user: Credentials, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await submitSignIn(page, user);
  await expect(page).toHaveURL(to);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Sign in");
}

/**
 * Makes a browser's session one of an account without the form, which other tests are about: with a session's row and
 * its cookie, as a sign-in leaves them behind.
 */
export async function startSession(page: Page, account: TestAccount, to: string = paths.home): Promise<void> {
  const { appUrl, authSecrets, federation } = config();
  const openedBy = federation && { issuer: federation.issuer };
  const sid = await transaction((tx) => createSession(tx, account.id, anonymousSource(), openedBy));
  const value = await encode({ token: { sid }, salt: SESSION_COOKIE, secret: [...authSecrets] });
  await page.context().addCookies([{ name: SESSION_COOKIE, value, url: appUrl.origin }]);
  await page.goto(to);
  await expect(page).toHaveURL(to);
}

/** Starts the session of a new administrator. */
export async function signInAsAdmin(page: Page, to: string = paths.accounts): Promise<TestAccount> {
  const admin = await adminAccount();
  await startSession(page, admin, to);
  return admin;
}

/** Signs in with a single-use password, as far as that leads. */
export async function signInWithSingleUsePassword(page: Page, user: Credentials): Promise<void> {
  await page.goto(paths.login);
  await submitSignIn(page, user);
  await expect(page).toHaveURL(paths.newPassword);
}

/** Fills in the form for a new password that is on the page, and submits it. */
export async function submitNewPassword(page: Page, password: string, button = "Save password"): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Confirm password").fill(password);
  await page.getByRole("button", { name: button }).click();
}

/** Tries wrong passwords, one after the other. */
export async function failToSignIn(page: Page, email: string, times: number): Promise<void> {
  await page.goto(paths.login);
  for (let attempt = 1; attempt <= times; attempt++) {
    await submitSignIn(page, { email, password: `wrong password ${attempt}` });
    await expectSignInRefused(page);
  }
}

/** The answer to a refused sign-in, whatever its reason; the password is not on the page any more. */
export async function expectSignInRefused(page: Page): Promise<void> {
  await expect(passwordField(page)).toHaveValue("");
  await expect(alertOn(page)).toHaveText("Incorrect email or password.");
  await expect(page).toHaveURL(new RegExp(`${paths.login}($|\\?)`));
}
