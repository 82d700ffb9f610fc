import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { OPERATOR } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { lockAdministration } from "#lib/authorization/as-administrator.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { storeSingleUsePassword } from "#lib/passwords/store-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { revokeSessions } from "#lib/sessions/revoke-sessions.ts";
import { accountChanges, changesOfState } from "./core/account-changes.ts";
import { insertAccount } from "./core/insert-account.ts";
import { selectAccount } from "./core/lock-account.ts";
import type { ProvisionedAccount } from "./create-account.ts";

const BY_OPERATOR = { id: null, label: OPERATOR, address: null } as const;

const UNNAMED = { firstName: "First", lastName: "Administrator", phone: null, roles: [ADMINISTRATOR] } as const;

/**
 * Or restores one: unlocked and unrestricted. Has no actor, because only the command line calls it.
 * @throws UserError when the email is not a single address
 */
export async function createAdministrator(typed: string): Promise<ProvisionedAccount> {
  const email = canonicalEmail(typed);
  if (!email) throw new UserError({ email: "Enter a single email address." });
  const password = await hashSingleUsePassword(generateSingleUsePassword());
  return transaction(async (tx) => {
    await lockAdministration(tx);
    return restoreAdministrator(tx, email, password);
  });
}

type HashedPassword = Readonly<{ singleUsePassword: string; passwordHash: string }>;

export const hashSingleUsePassword = async (singleUsePassword: string): Promise<HashedPassword | undefined> =>
  authenticationMode().hasLocalPasswords
    ? { singleUsePassword, passwordHash: await hashPassword(singleUsePassword, schedulerFor("operator")) }
    : undefined;

export async function restoreAdministrator(
  tx: Transaction,
  email: string,
  password: HashedPassword | undefined,
): Promise<ProvisionedAccount> {
  const [existing] = await selectAccount(tx).where(eq(accounts.email, email)).for("update", { of: accounts });
  const account = existing ?? (await insertAccount(tx, { email, ...UNNAMED }));
  const roles = [...new Set([...(existing?.roles ?? []), ADMINISTRATOR])];
  await tx.update(accounts).set({ roles }).where(eq(accounts.id, account.id));
  await storeRestrictions(tx, account.id, []);
  const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id));
  const issued = password
    ? {
        singleUsePassword: password.singleUsePassword,
        expiresAt: await storeSingleUsePassword(tx, account.id, password.passwordHash),
      }
    : await unlinkIdentities(tx, account.id);
  await revokeSessions(tx, account.id);
  const after = { ...(existing ?? { ...UNNAMED, email, emailNotifications: [] }), roles, restrictions: [] };
  const changes = [...accountChanges(existing, after), ...changesOfState(before, { lockedAt: null })];
  await record(tx, { event: "administrator_restored", by: BY_OPERATOR, on: { id: account.id, email }, changes });
  return { accountId: account.id, email, ...issued };
}

/** The next sign-in at the identity provider with this verified email is linked to the account. */
async function unlinkIdentities(tx: Transaction, accountId: string): Promise<Record<never, never>> {
  await tx.insert(credentials).values({ accountId }).onConflictDoNothing();
  await tx.delete(identities).where(eq(identities.accountId, accountId));
  return {};
}
