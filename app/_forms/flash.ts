import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { z } from "zod";
import { flashCookie } from "#lib/http/request-headers.ts";

/** `about` is the name of the account, domain or group concerned. */
const FLASH_MESSAGES = {
  "account-created": (about: string) => `Account ${about} added.`,
  "account-created-activation-sent": (about: string) => `Account ${about} added. An activation email is on its way.`,
  "account-created-instructions-sent": (about: string) =>
    `Account ${about} added. An email with sign-in instructions is on its way.`,
  "account-updated": (about: string) => `Changes to ${about} saved.`,
  "account-deleted": (about: string) => `Account ${about} deleted.`,
  "account-sessions-revoked": (about: string) => `All sessions of ${about} ended.`,
  "identity-unlinked": (about: string) => `Identity unlinked from ${about}.`,
  "activation-sent": (about: string) => `An activation email is on its way to ${about}.`,
  "first-password-link-sent": (about: string) => `A link to choose a password is on its way to ${about}.`,
  "password-reset-sent": (about: string) => `A password reset email is on its way to ${about}.`,
  "segregation-on": () => "Segregation is on. Domain restrictions apply from now on.",
  "segregation-off": () => "Segregation is off. Domain restrictions are kept, but no longer apply.",
  "domain-group-created": (about: string) => `Domain group ${about} added.`,
  "domain-group-updated": (about: string) => `Changes to ${about} saved.`,
  "domain-group-deleted": (about: string) => `Domain group ${about} deleted.`,
  "domain-created": (about: string) => `Domain ${about} added.`,
  "domain-activated": (about: string) => `Domain ${about} activated.`,
  "domain-deactivated": (about: string) => `Domain ${about} deactivated.`,
  "domain-deleted": (about: string) => `Domain ${about} deleted.`,
  "profile-updated": () => "Profile saved.",
  "account-activated": () => "Your account is active. Sign in with your new password.",
  "password-reset": () => "Your password has been changed. Sign in with your new password.",
  "new-link-requested": () => "If the email address still belongs to an account, a new link is on its way.",
  "email-change-requested": (about: string) =>
    `A confirmation link is on its way to ${about}. Your email changes once you confirm it.`,
  "email-confirmed": (about: string) => `Your email is now ${about}.`,
  "test-email-sent": (about: string) => `A test email is on its way to ${about}.`,
  "email-retried": (about: string) => `Retrying the email to ${about}.`,
  "email-discarded": (about: string) => `Email to ${about} discarded.`,
  "single-use-password-replaced": () => "Your password has been set. You're signed in.",
  "password-changed": () => "Password changed. You've been signed out everywhere else.",
  "session-revoked": () => "Session ended.",
  "other-sessions-revoked": () => "You've been signed out everywhere else.",
  "signed-out": () => "You're signed out.",
} as const;

export type FlashName = keyof typeof FLASH_MESSAGES;

const FLASH_NAMES = Object.keys(FLASH_MESSAGES) as [FlashName, ...FlashName[]];

const carried = z.tuple([z.uuid(), z.enum(FLASH_NAMES), z.string().max(300)]);

/** Shows a confirmation on the next page. For actions and routes, where cookies can be set. */
export async function setFlash(flash: FlashName, about = ""): Promise<void> {
  const { name, options } = flashCookie();
  const value = Buffer.from(JSON.stringify([randomUUID(), flash, about])).toString("base64url");
  (await cookies()).set(name, value, options);
}

/** The confirmation in a request, if it is a valid one. */
export function readFlash(value: string | null): { id: string; text: string } | undefined {
  if (!value) return undefined;
  try {
    const [id, flash, about] = carried.parse(JSON.parse(Buffer.from(value, "base64url").toString()));
    return { id, text: FLASH_MESSAGES[flash](about) };
  } catch {
    return undefined;
  }
}
