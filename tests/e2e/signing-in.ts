import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expect } from "./test.ts";

type Credentials = Readonly<{ email: string; password: string }>;

/** Fills in the sign-in form that is on the page, and sends it. */
export async function submitSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Goes somewhere, signs in on the way and arrives there. */
export async function signIn(page: Page, person: Credentials, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await submitSignIn(page, person);
  await page.waitForURL(to);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** Tries a wrong password `times` times, and waits for every refusal. */
export async function guessWrong(page: Page, email: string, times: number): Promise<void> {
  await page.goto(paths.login);
  for (let attempt = 1; attempt <= times; attempt++) {
    await submitSignIn(page, { email, password: `wrong guess ${attempt}` });
    await refusedSignIn(page);
  }
}

/** Waits for the answer to a refused sign-in. */
export async function refusedSignIn(page: Page): Promise<void> {
  await expect(page.getByRole("alert")).toHaveText("The e-mail or the password is not right.");
}
