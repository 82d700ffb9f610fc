import { type Database, read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { lockAdministration } from "#lib/authorization/as-administrator.ts";
import { ConfigError, config } from "#lib/config/index.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import type { ProvisionedAccount } from "./create-account.ts";
import { hashSingleUsePassword, restoreAdministrator } from "./create-administrator.ts";

/**
 * Makes the first administrator, from ADMIN_EMAIL and ADMIN_PASSWORD, while there is no account at all. Of several
 * servers that start at once, one does. Where an identity provider signs people in, the e-mail alone is used.
 * @returns `undefined` when there are accounts already
 * @throws ConfigError when the e-mail or the password cannot be used
 */
export async function createFirstAdministrator(): Promise<ProvisionedAccount | undefined> {
  if (await read(hasAccounts)) return undefined;
  const { email, singleUsePassword } = wantedAdministrator();
  const secret = await hashSingleUsePassword(singleUsePassword);
  return transaction(async (tx) => {
    await lockAdministration(tx);
    if (await hasAccounts(tx)) return undefined;
    return restoreAdministrator(tx, email, secret);
  });
}

const hasAccounts = async (db: Pick<Database, "select">): Promise<boolean> =>
  (await db.select({ id: accounts.id }).from(accounts).limit(1)).length > 0;

function wantedAdministrator() {
  const { adminEmail, adminPassword } = config();
  const email = canonicalEmail(adminEmail);
  if (!email) throw new ConfigError(["ADMIN_EMAIL must be one plain e-mail address"]);
  const problem = adminPassword && passwordProblem(adminPassword, email);
  if (problem) throw new ConfigError([`ADMIN_PASSWORD cannot be used: ${problem}`]);
  return { email, singleUsePassword: adminPassword ?? generateSingleUsePassword() };
}
