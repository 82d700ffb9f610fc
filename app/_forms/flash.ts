import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { z } from "zod";
import { flashCookie } from "#lib/http/request-headers.ts";

/** Every confirmation, in the words it is given in; `about` is the account or the domain it speaks of. */
const FLASH_MESSAGES = {
  "account-created-activation-sent": (about: string) => `Added the account ${about}. An activation mail is on its way.`,
  "activation-sent": (about: string) => `An activation email to ${about} is on its way.`,
  "first-password-link-sent": (about: string) =>
    `An email to ${about} is on its way, with a link to choose a password.`,
  "password-reset-sent": (about: string) => `A reset mail to ${about} is on its way.`,
  "account-updated": (about: string) => `Saved the changes to ${about}.`,
  "account-deleted": (about: string) => `Deleted the account ${about}.`,
  "account-created-instructions-sent": (about: string) => `Added the account ${about}. A mail says how to sign in.`,
  "account-created": (about: string) => `Added the account ${about}.`,
  "identity-unlinked": (about: string) => `Forgot whom ${about} belongs to at the identity provider.`,
  "account-sessions-revoked": (about: string) => `Ended all sessions of ${about}.`,
  "segregation-on": () => "Switched segregation on: accounts see only what lies in their domains.",
  "segregation-off": () => "Switched segregation off: nobody is restricted. Domains and restrictions are kept.",
  "domain-group-created": (about: string) => `Added the domain group ${about}.`,
  "domain-group-updated": (about: string) => `Saved the changes to ${about}.`,
  "domain-group-deleted": (about: string) => `Deleted the domain group ${about}.`,
  "domain-created": (about: string) => `Added the domain ${about}.`,
  "domain-activated": (about: string) => `${about} can be assigned again.`,
  "domain-deactivated": (about: string) => `${about} cannot be newly assigned any more.`,
  "domain-deleted": (about: string) => `Deleted the domain ${about}.`,
  "profile-updated": () => "Saved your profile.",
  "account-activated": () => "Your account is active. Sign in with the password you chose.",
  "password-reset": () => "Your new password is set. Sign in with it.",
  "new-link-requested": () => "If the mailbox still belongs to an account, a fresh link is on its way to it.",
  "email-change-requested": (about: string) =>
    `We have mailed a link to ${about}. The change takes effect when you confirm it.`,
  "email-confirmed": (about: string) => `You sign in with ${about} from now on.`,
  "test-email-sent": (about: string) => `A test email to ${about} is on its way.`,
  "email-retried": (about: string) => `Sending the email to ${about} again.`,
  "email-discarded": (about: string) => `Discarded the email to ${about}.`,
  "single-use-password-replaced": () => "Your new password is set. You are signed in.",
  "password-changed": () => "Changed your password. You are signed out everywhere else.",
  "session-revoked": () => "Ended the session.",
  "other-sessions-revoked": () => "Signed out everywhere else.",
  "signed-out": () => "You are signed out.",
} as const;

export type FlashName = keyof typeof FLASH_MESSAGES;

const FLASH_NAMES = Object.keys(FLASH_MESSAGES) as [FlashName, ...FlashName[]];

const carried = z.tuple([z.uuid(), z.enum(FLASH_NAMES), z.string().max(300)]);

/** Lets the page that comes next confirm what was done. Only where cookies can be set: in an action or a route. */
export async function setFlash(flash: FlashName, about = ""): Promise<void> {
  const { name, options } = flashCookie();
  const value = Buffer.from(JSON.stringify([randomUUID(), flash, about])).toString("base64url");
  (await cookies()).set(name, value, options);
}

/** The confirmation that a request carries; `undefined` for none and for garbage. */
export function readFlash(value: string | null): { id: string; text: string } | undefined {
  if (!value) return undefined;
  try {
    const [id, flash, about] = carried.parse(JSON.parse(Buffer.from(value, "base64url").toString()));
    return { id, text: FLASH_MESSAGES[flash](about) };
  } catch {
    return undefined;
  }
}
