import { UserError } from "#lib/errors.ts";
import { config } from "./index.ts";
import type { IdentityProvider } from "./oidc.ts";

type LocalPasswords = Readonly<{ hasLocalPasswords: true; locksAccounts: true; provider?: undefined }>;

export type AuthenticationMode =
  | (Readonly<{ name: "single-use-passwords"; emailsLinks: false }> & LocalPasswords)
  | (Readonly<{ name: "emailed-links"; emailsLinks: true }> & LocalPasswords)
  | Readonly<{
      name: "federated";
      hasLocalPasswords: false;
      locksAccounts: false;
      emailsLinks: false;
      /** Signs users in, and alone keeps their passwords and locks them. */
      provider: IdentityProvider;
    }>;

export type ModeName = AuthenticationMode["name"];

const LOCAL_PASSWORDS = { hasLocalPasswords: true, locksAccounts: true } as const;

export function authenticationMode(): AuthenticationMode {
  const { federation: provider } = config();
  if (provider)
    return { name: "federated", hasLocalPasswords: false, locksAccounts: false, emailsLinks: false, provider };
  return isOutgoingMailOn()
    ? { name: "emailed-links", emailsLinks: true, ...LOCAL_PASSWORDS }
    : { name: "single-use-passwords", emailsLinks: false, ...LOCAL_PASSWORDS };
}

/** Independent of the mode: a federated installation may send emails or not. */
export const isOutgoingMailOn = (): boolean => config().mail !== undefined;

/** Also set while sign-ins with it are only being tested. */
export const configuredProvider = (): IdentityProvider | undefined => config().identityProvider;

/** @throws UserError in another mode */
export function requireMode<Name extends ModeName>(name: Name): Extract<AuthenticationMode, { name: Name }> {
  const mode = authenticationMode();
  if (isMode(mode, name)) return mode;
  requireLocalPasswords();
  throw new UserError(
    name === "federated"
      ? "People sign in with passwords here: reload the page."
      : `Outgoing mail is ${mode.emailsLinks ? "on" : "off"}. Reload the page.`,
  );
}

const isMode = <Name extends ModeName>(
  mode: AuthenticationMode,
  name: Name,
): mode is Extract<AuthenticationMode, { name: Name }> => mode.name === name;

/** @throws UserError while an identity provider keeps the passwords */
export function requireLocalPasswords(): void {
  const { provider } = authenticationMode();
  if (provider) throw new UserError(`Passwords are kept by ${provider.name}. Change and reset them there.`);
}

/** @throws UserError while outgoing mail is off */
export function requireOutgoingMail(): void {
  if (!isOutgoingMailOn()) throw new UserError("Outgoing mail is off. Reload the page.");
}
