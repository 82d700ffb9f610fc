import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { type Letter, linkIn } from "#tests/mail/letter.ts";
import { noticeOn } from "../messages.ts";
import { expect } from "../test.ts";

/** Follows the link of a letter, which leads on to an address without its secret. */
export async function follow(page: Page, letter: Letter, to: string): Promise<void> {
  await page.goto(linkIn(letter));
  await expect(page).toHaveURL(to);
}

/** Types a password into both fields of the page, and sends its form. */
export async function choose(page: Page, password: string, button: "Activate" | "Save password"): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Confirm password").fill(password);
  await page.getByRole("button", { name: button }).click();
}

/** Activates the account that a letter invites to, as far as the sign-in page. */
export async function activate(page: Page, letter: Letter, password: string): Promise<void> {
  await follow(page, letter, paths.activate);
  await choose(page, password, "Activate");
  await expect(page).toHaveURL(paths.login);
  await expect(noticeOn(page)).toHaveText("Your account is active. Sign in with the password you chose.");
}

/** Completes the reset that a letter is about, as far as the sign-in page. */
export async function completeReset(page: Page, letter: Letter, password: string): Promise<void> {
  await follow(page, letter, paths.completeReset);
  await choose(page, password, "Save password");
  await expect(page).toHaveURL(paths.login);
  await expect(noticeOn(page)).toHaveText("Your new password is set. Sign in with it.");
}

/** Says at the sign-in page that a password is forgotten. */
export async function askForWayIn(page: Page, email: string): Promise<void> {
  await page.goto(paths.login);
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await expect(page).toHaveURL(paths.forgotPassword);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(noticeOn(page)).toHaveText(
    `If an account belongs to ${email}, a mail with a link is on its way. It may take a minute; look among the unwanted mails too.`,
  );
}
