import { eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { CredentialSnapshot } from "./verify-password.ts";

/** Reads what a password will be compared with, outside any transaction. */
export async function readCredentialSnapshot(email: string): Promise<CredentialSnapshot | undefined> {
  const [found] = await read((db) =>
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
  return found;
}
