import type { ProvisionedAccount } from "#lib/accounts/create-account.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { utcTime } from "#lib/text/utc-time.ts";

/** Does not repeat a password that the operator has set. */
export function firstAdministratorDetails(administrator: ProvisionedAccount): readonly string[] {
  const shown =
    config().adminPassword && administrator.singleUsePassword !== undefined
      ? { ...administrator, singleUsePassword: "as set in ADMIN_PASSWORD" }
      : administrator;
  return signInDetails("There are no accounts yet. Sign in as the first administrator:", shown);
}

export function signInDetails(title: string, account: ProvisionedAccount): readonly string[] {
  const { email, singleUsePassword, expiresAt } = account;
  const { appUrl } = config();
  const { provider } = authenticationMode();
  const details = [title, "", `  Address              ${appUrl.origin}`, `  Email                ${email}`];
  if (singleUsePassword === undefined) return [...details, "", `Sign in with ${provider?.name}, using this email.`];
  return [
    ...details,
    `  Single-use password  ${singleUsePassword}`,
    "",
    `The password is shown only once. Use it by ${utcTime(expiresAt)} to sign in and choose your own.`,
  ];
}
