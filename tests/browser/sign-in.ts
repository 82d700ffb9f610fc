import type { Page } from "@playwright/test";
import { transaction } from "#db/client.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { createSession } from "#lib/sessions/create-session.ts";
import { encodeSessionToken } from "#lib/sessions/session-jwt.ts";
import { adminAccount, anonymousSource, type TestAccount } from "#tests/db/people.ts";
import { alertOn } from "./messages.ts";
import { expect } from "./test.ts";

const SESSION_COOKIE = "gatehouse.session";

type Credentials = Readonly<{ email: string; password: string }>;

const passwordField = (page: Page) => page.getByLabel("Password", { exact: true });

/** The sign-in page that returns to another page. */
export const signInAddress = (next: string): string => `${paths.login}?${new URLSearchParams({ next })}`;

export async function submitSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await passwordField(page).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Requests a page, signs in on the way and returns to it. */
export async function signIn(page: Page, user: Credentials, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await submitSignIn(page, user);
  await expect(page).toHaveURL(to);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Sign in");
}

/** Signs in without the form, by storing a session and setting its cookie. */
export async function startSession(page: Page, account: TestAccount, to: string = paths.home): Promise<void> {
  const { appUrl } = config();
  const { provider } = authenticationMode();
  const openedBy = provider && { issuer: provider.issuer };
  const sessionToken = await transaction((tx) => createSession(tx, account.id, anonymousSource(), openedBy));
  const value = encodeSessionToken(sessionToken);
  await page.context().addCookies([{ name: SESSION_COOKIE, value, url: appUrl.origin }]);
  await page.goto(to);
  await expect(page).toHaveURL(to);
}

export async function signInAsAdmin(page: Page, to: string = paths.accounts): Promise<TestAccount> {
  const admin = await adminAccount();
  await startSession(page, admin, to);
  return admin;
}

/** Ends at the page that replaces the password. */
export async function signInWithSingleUsePassword(page: Page, user: Credentials): Promise<void> {
  await page.goto(paths.login);
  await submitSignIn(page, user);
  await expect(page).toHaveURL(paths.newPassword);
}

export async function submitNewPassword(page: Page, password: string, button = "Save password"): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Confirm password").fill(password);
  await page.getByRole("button", { name: button }).click();
}

export async function failToSignIn(page: Page, email: string, times: number): Promise<void> {
  await page.goto(paths.login);
  for (let attempt = 1; attempt <= times; attempt++) {
    await submitSignIn(page, { email, password: `wrong password ${attempt}` });
    await expectSignInRefused(page);
  }
}

/** The same for every reason, and without the password. */
export async function expectSignInRefused(page: Page): Promise<void> {
  await expect(passwordField(page)).toHaveValue("");
  await expect(alertOn(page)).toHaveText("Incorrect email or password.");
  await expect(page).toHaveURL(new RegExp(`${paths.login}($|\\?)`));
}
