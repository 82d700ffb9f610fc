import { eq, sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";

/** Read before the password is compared; `version` tells whether it has been replaced meanwhile. */
export type CredentialSnapshot = Readonly<{
  id: string;
  email: string;
  passwordHash: string | null;
  version: number;
  lockedAt: Date | null;
  /** A single-use password after its time. */
  isExpired: boolean;
}>;

export const SNAPSHOT = {
  id: accounts.id,
  email: accounts.email,
  passwordHash: credentials.passwordHash,
  version: credentials.version,
  lockedAt: credentials.lockedAt,
  isExpired: sql<boolean>`coalesce(${credentials.singleUseExpiresAt} <= now(), false)`,
};

const findByEmail = prepared((db) =>
  db
    .select(SNAPSHOT)
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(eq(accounts.email, sql.placeholder("email"))),
);

export async function readCredentialSnapshot(email: string): Promise<CredentialSnapshot | undefined> {
  const [snapshot] = await findByEmail({ email });
  return snapshot;
}
