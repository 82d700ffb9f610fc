import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { submitNewPassword } from "#tests/browser/sign-in.ts";
import { expect } from "#tests/browser/test.ts";
import { linkIn, type Message } from "#tests/mail/message.ts";

/** Opens an email's link, which redirects to a URL without its token. */
export async function openLink(page: Page, message: Message, to: string): Promise<void> {
  await page.goto(linkIn(message));
  await expect(page).toHaveURL(to);
}

export async function activate(page: Page, message: Message, password: string): Promise<void> {
  await openLink(page, message, paths.activate);
  await submitNewPassword(page, password, "Activate");
  await expect(statusOn(page)).toHaveText("Your account is active. Sign in with your new password.");
  await expect(page).toHaveURL(paths.login);
}

export async function completePasswordReset(page: Page, message: Message, password: string): Promise<void> {
  await openLink(page, message, paths.completePasswordReset);
  await submitNewPassword(page, password);
  await expect(statusOn(page)).toHaveText("Your password has been changed. Sign in with your new password.");
  await expect(page).toHaveURL(paths.login);
}

export async function requestReset(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(statusOn(page)).toHaveText(
    `If ${email} has an account, a link is on its way. It may take a minute. Check your spam folder too.`,
  );
}
