import { eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";

/** Read before the password is compared; `version` tells whether it has been replaced meanwhile. */
export type CredentialSnapshot = Readonly<{
  id: string;
  email: string;
  passwordHash: string | null;
  version: number;
  lockedAt: Date | null;
}>;

export async function readCredentialSnapshot(email: string): Promise<CredentialSnapshot | undefined> {
  const [snapshot] = await read((db) =>
    db
      .select({
        id: accounts.id,
        email: accounts.email,
        passwordHash: credentials.passwordHash,
        version: credentials.version,
        lockedAt: credentials.lockedAt,
      })
      .from(accounts)
      .innerJoin(credentials, eq(credentials.accountId, accounts.id))
      .where(eq(accounts.email, email)),
  );
  return snapshot;
}
