import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";

const hasUsablePassword = () =>
  and(
    isNull(credentials.lockedAt),
    isNotNull(credentials.passwordHash),
    or(isNull(credentials.singleUseExpiresAt), sql`${credentials.singleUseExpiresAt} > now()`),
  );

/** Call after the change, in its transaction. @throws UserError when no administrator who can sign in would remain */
export async function requireRemainingAdministrator(tx: Transaction): Promise<void> {
  const [remaining] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(
      and(
        sql`${accounts.roles} @> ARRAY[${ADMINISTRATOR}]`,
        // Only an identity provider knows who can sign in with it.
        authenticationMode().hasLocalPasswords ? hasUsablePassword() : undefined,
      ),
    )
    .limit(1);
  if (!remaining) throw new UserError("At least one administrator who can sign in must remain.");
}
