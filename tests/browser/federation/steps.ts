import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expect } from "#tests/browser/test.ts";
import { uniqueWord } from "#tests/db/people.ts";
import type { UserClaims } from "#tests/identity-provider.ts";
import { identityProvider } from "#tests/servers/use-server.ts";

/**
 * Enters a user at the provider, with an email that it has verified.
 * @returns the provider's identifier of the user (`sub`)
 */
export async function enterAtProvider(email: string, claims: UserClaims = {}): Promise<string> {
  const subject = `subject-${uniqueWord()}`;
  await identityProvider.enter(subject, { email, email_verified: true, ...claims });
  return subject;
}

export const signInButton = (page: Page) => page.getByRole("button", { name: "Sign in with Example" });

/** Identifies the user on the provider's page. */
export async function identifyAtProvider(page: Page, subject: string): Promise<void> {
  await page.getByLabel("Who are you?").fill(subject);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Signs in through the provider on the way to a page. */
export async function signInAtProvider(page: Page, subject: string, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await signInButton(page).click();
  await identifyAtProvider(page, subject);
  await expect(page).toHaveURL(to);
}
