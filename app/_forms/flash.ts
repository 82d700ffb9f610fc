import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { z } from "zod";
import { noticeCookie } from "#lib/http/request-headers.ts";

/** Every confirmation, in the words it is given in; `about` is the account or the domain it speaks of. */
const NOTICES = {
  "account-invited": (about: string) => `Added the account ${about}. An activation mail is on its way.`,
  "activation-mailed": (about: string) => `An activation email to ${about} is on its way.`,
  "first-password-mailed": (about: string) => `An email to ${about} is on its way, with a link to choose a password.`,
  "reset-mailed": (about: string) => `A reset mail to ${about} is on its way.`,
  "account-saved": (about: string) => `Saved the changes to ${about}.`,
  "account-deleted": (about: string) => `Deleted the account ${about}.`,
  "account-instructed": (about: string) => `Added the account ${about}. A mail says how to sign in.`,
  "account-added": (about: string) => `Added the account ${about}.`,
  "identity-forgotten": (about: string) => `Forgot whom ${about} belongs to at the identity provider.`,
  "sessions-ended": (about: string) => `Ended all sessions of ${about}.`,
  "segregation-on": () => "Switched segregation on: accounts see only what lies in their domains.",
  "segregation-off": () => "Switched segregation off: nobody is restricted. Domains and restrictions are kept.",
  "domain-group-added": (about: string) => `Added the domain group ${about}.`,
  "domain-group-saved": (about: string) => `Saved the changes to ${about}.`,
  "domain-group-deleted": (about: string) => `Deleted the domain group ${about}.`,
  "domain-added": (about: string) => `Added the domain ${about}.`,
  "domain-activated": (about: string) => `${about} can be assigned again.`,
  "domain-deactivated": (about: string) => `${about} cannot be newly assigned any more.`,
  "domain-deleted": (about: string) => `Deleted the domain ${about}.`,
  "profile-saved": () => "Saved your profile.",
  "account-activated": () => "Your account is active. Sign in with the password you chose.",
  "password-reset": () => "Your new password is set. Sign in with it.",
  "fresh-link-asked": () => "If the mailbox still belongs to an account, a fresh link is on its way to it.",
  "email-change-asked": (about: string) =>
    `We have mailed a link to ${about}. The change takes effect when you confirm it.`,
  "email-confirmed": (about: string) => `You sign in with ${about} from now on.`,
  "test-mail-sent": (about: string) => `A test mail to ${about} is on its way.`,
  "mail-retried": (about: string) => `The mail to ${about} is sent again.`,
  "mail-discarded": (about: string) => `Discarded the mail to ${about}.`,
  "password-chosen": () => "Your new password is set. You are signed in.",
  "password-changed": () => "Changed your password. You are signed out everywhere else.",
  "own-session-ended": () => "Ended the session.",
  "other-sessions-ended": () => "Signed out everywhere else.",
  "signed-out": () => "You are signed out.",
} as const;

export type NoticeName = keyof typeof NOTICES;

const NOTICE_NAMES = Object.keys(NOTICES) as [NoticeName, ...NoticeName[]];

const carried = z.tuple([z.uuid(), z.enum(NOTICE_NAMES), z.string().max(300)]);

/** Lets the page that comes next confirm what was done. Only where cookies can be set: in an action or a route. */
export async function giveNotice(notice: NoticeName, about = ""): Promise<void> {
  const { name, options } = noticeCookie();
  const value = Buffer.from(JSON.stringify([randomUUID(), notice, about])).toString("base64url");
  (await cookies()).set(name, value, options);
}

/** The confirmation that a request carries; `undefined` for none and for garbage. */
export function readNotice(value: string | null): { id: string; text: string } | undefined {
  if (!value) return undefined;
  try {
    const [id, notice, about] = carried.parse(JSON.parse(Buffer.from(value, "base64url").toString()));
    return { id, text: NOTICES[notice](about) };
  } catch {
    return undefined;
  }
}
