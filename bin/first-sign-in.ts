import type { ProvisionedAccount } from "#lib/accounts/create-account.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { utcTime } from "#lib/text/utc-time.ts";

/** The sign-in details of the first administrator. A password that the operator set is not repeated. */
export function firstSignIn(administrator: ProvisionedAccount): readonly string[] {
  const shown =
    config().adminPassword && administrator.singleUsePassword !== undefined
      ? { ...administrator, singleUsePassword: "the one set in ADMIN_PASSWORD" }
      : administrator;
  return signInDetails("There was no account yet, so here is the first administrator.", shown);
}

/** How an administrator signs in, line by line: with a secret, which is shown this once. */
export function signInDetails(title: string, account: ProvisionedAccount): readonly string[] {
  const { email, singleUsePassword, expiresAt } = account;
  const { appUrl } = config();
  const provider = authenticationMode().provider?.name;
  const [shown, user, way] =
    singleUsePassword === undefined
      ? [title, `${email}, as ${provider} knows it`, `Sign in with ${provider}.`]
      : [`${title} This is shown once.`, email, `It works until ${utcTime(expiresAt)}, and only to choose a password.`];
  const password = singleUsePassword === undefined ? [] : [`  Single-use password  ${singleUsePassword}`];
  return [shown, "", `  Address              ${appUrl.origin}`, `  Email                ${user}`, ...password, "", way];
}
