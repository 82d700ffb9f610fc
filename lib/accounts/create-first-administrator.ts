import { type Database, read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { lockAdministration } from "#lib/authorization/as-administrator.ts";
import { ConfigError, config } from "#lib/config/index.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import type { ProvisionedAccount } from "./create-account.ts";
import { hashSingleUsePassword, restoreAdministrator } from "./create-administrator.ts";

/** @throws ConfigError when ADMIN_EMAIL or ADMIN_PASSWORD cannot be used */
export async function createFirstAdministrator(): Promise<ProvisionedAccount | undefined> {
  if (await read(hasAccounts)) return undefined;
  const { email, singleUsePassword } = configuredAdministrator();
  const password = await hashSingleUsePassword(singleUsePassword);
  return transaction(async (tx) => {
    await lockAdministration(tx);
    // Another server may have been faster.
    if (await hasAccounts(tx)) return undefined;
    return restoreAdministrator(tx, email, password);
  });
}

const hasAccounts = async (db: Pick<Database, "select">): Promise<boolean> =>
  (await db.select({ id: accounts.id }).from(accounts).limit(1)).length > 0;

function configuredAdministrator() {
  const { adminEmail, adminPassword } = config();
  const email = canonicalEmail(adminEmail);
  if (!email) throw new ConfigError(["ADMIN_EMAIL must be a single email address"]);
  const problem = adminPassword && passwordProblem(adminPassword, email);
  if (problem) throw new ConfigError([`ADMIN_PASSWORD cannot be used: ${problem}`]);
  return { email, singleUsePassword: adminPassword ?? generateSingleUsePassword() };
}
