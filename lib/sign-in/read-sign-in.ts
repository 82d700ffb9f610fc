import { eq, sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { type CredentialSnapshot, SNAPSHOT } from "#lib/passwords/credential-snapshot.ts";
import { type Count, countsOf } from "#lib/rate-limits/counters.ts";

const find = prepared((db) =>
  db
    .select({ counts: countsOf(sql.placeholder("keys")), snapshot: SNAPSHOT })
    .from(sql`(SELECT) AS one_row`)
    .leftJoin(accounts, eq(accounts.email, sql.placeholder("email")))
    .leftJoin(credentials, eq(credentials.accountId, accounts.id)),
);

export type SignInData = Readonly<{ snapshot: CredentialSnapshot | undefined; counts: readonly Count[] }>;

/** In one query, also for an unknown email. @param limitKeys of the counters that may limit the attempt */
export async function readSignIn(email: string, limitKeys: readonly string[]): Promise<SignInData> {
  const [row] = await find({ email, keys: JSON.stringify(limitKeys) });
  return { snapshot: row && isFound(row.snapshot) ? row.snapshot : undefined, counts: row?.counts ?? [] };
}

type Joined = { [Name in keyof CredentialSnapshot]: CredentialSnapshot[Name] | null };

const isFound = (snapshot: Joined): snapshot is CredentialSnapshot => snapshot.id !== null;
