import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import type { IdentityProvider, Person } from "#tests/identity-provider.ts";
import { rareWord } from "../people.ts";
import { expect } from "../test.ts";

/** Enters somebody at the provider, with an e-mail that it has verified. */
export function enter(provider: IdentityProvider, email: string, more: Person = {}): string {
  const subject = `subject-${rareWord()}`;
  provider.people.set(subject, { email, email_verified: true, ...more });
  return subject;
}

export const signInButton = (page: Page) => page.getByRole("button", { name: "Sign in with Example" });

/** Says at the provider who one is. */
export async function sayWho(page: Page, subject: string): Promise<void> {
  await page.getByLabel("Who are you?").fill(subject);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Presses the button and says at the provider who one is, as far as that leads. */
export async function askToComeIn(page: Page, subject: string, to: string = paths.home): Promise<void> {
  await page.goto(to);
  await signInButton(page).click();
  await sayWho(page, subject);
}

/** Comes in by way of the provider. */
export async function comeIn(page: Page, subject: string, to: string = paths.home): Promise<void> {
  await askToComeIn(page, subject, to);
  await expect(page).toHaveURL(to);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
}

/** Forgets the session here, and not the one at the provider. */
export const forgetSession = (page: Page): Promise<void> => page.context().clearCookies({ name: "gatehouse.session" });
