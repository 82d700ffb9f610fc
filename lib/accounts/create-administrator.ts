import { eq } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { OPERATOR } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { lockAdministration } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";
import { storeSingleUsePassword } from "#lib/passwords/store-password.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";
import { revokeSessions } from "#lib/sessions/create-session.ts";
import { accountChanges, changesOfState } from "./core/account-changes.ts";
import { insertAccount } from "./core/insert-account.ts";
import type { ProvisionedAccount } from "./core/issued-credentials.ts";
import { selectAccount } from "./core/lock-account.ts";

const AT_THE_SERVER = { id: null, label: OPERATOR, address: null } as const;

const UNNAMED = { firstName: "First", lastName: "Administrator", phone: null, roles: [ADMINISTRATOR] } as const;

/**
 * The way in for whoever runs the server: makes an administrator, or makes an account one again, unlocked, with a
 * new single-use password; where an identity provider signs people in, with none, and without the link to whomever the
 * account belonged to there. No actor: it is called from the command line only.
 * @throws UserError when the e-mail is not one plain address
 */
export async function createAdministrator(typed: string): Promise<ProvisionedAccount> {
  const email = canonicalEmail(typed);
  if (!email) throw new UserError({ email: "This is not one plain e-mail address." });
  const secret = await hashSingleUsePassword(generateSingleUsePassword());
  return transaction(async (tx) => {
    await lockAdministration(tx);
    return restoreAdministrator(tx, email, secret);
  });
}

type Secret = Readonly<{ singleUsePassword: string; passwordHash: string }>;

/** A single-use password with its hash; `undefined` while no password opens anything. */
export const hashSingleUsePassword = async (singleUsePassword: string): Promise<Secret | undefined> =>
  config().federation
    ? undefined
    : { singleUsePassword, passwordHash: await hashPassword(singleUsePassword, schedulerFor("operator")) };

/** Gives an e-mail an administrator's account and a way into it, whatever there was before. */
export async function restoreAdministrator(
  tx: Transaction,
  email: string,
  secret: Secret | undefined,
): Promise<ProvisionedAccount> {
  const [existing] = await selectAccount(tx).where(eq(accounts.email, email)).for("update", { of: accounts });
  const account = existing ?? (await insertAccount(tx, { email, ...UNNAMED }));
  const roles = [...new Set([...(existing?.roles ?? []), ADMINISTRATOR])];
  await tx.update(accounts).set({ roles }).where(eq(accounts.id, account.id));
  await storeRestrictions(tx, account.id, []);
  const [before] = await tx.select().from(credentials).where(eq(credentials.accountId, account.id));
  const wayIn = secret
    ? {
        singleUsePassword: secret.singleUsePassword,
        expiresAt: await storeSingleUsePassword(tx, account.id, secret.passwordHash),
      }
    : await leaveToProvider(tx, account.id);
  await revokeSessions(tx, account.id);
  const after = { ...(existing ?? { ...UNNAMED, email, emailNotifications: [] }), roles, restrictions: [] };
  const changes = [...accountChanges(existing, after), ...changesOfState(before, { lockedAt: null })];
  await record(tx, { event: "administrator_restored", by: AT_THE_SERVER, on: { id: account.id, email }, changes });
  return { accountId: account.id, email, ...wayIn };
}

/** The next person with this e-mail whom the identity provider vouches for is the account's. */
async function leaveToProvider(tx: Transaction, accountId: string): Promise<Record<never, never>> {
  await tx.insert(credentials).values({ accountId }).onConflictDoNothing();
  await tx.delete(identities).where(eq(identities.accountId, accountId));
  return {};
}
