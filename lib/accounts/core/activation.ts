import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import { identities } from "#db/schema/identities.ts";
import { links } from "#db/schema/links.ts";

/** Also true for a single-use password. */
export const hasPassword = (): SQL<boolean> => sql<boolean>`${credentials.passwordHash} IS NOT NULL`;

const hasChosenPassword = (): SQL<boolean> => sql<boolean>`${credentials.activatedAt} IS NOT NULL`;

/** An account that ever signed in through an identity provider counts, even if that is no longer configured. */
export const isActivated = (): SQL<boolean> => sql<boolean>`(${hasChosenPassword()}
  OR (NOT ${hasPassword()} AND ${credentials.lastSignInAt} IS NOT NULL)
  OR EXISTS (SELECT FROM ${identities} WHERE ${identities.accountId} = ${credentials.accountId}))`;

/** Of the last activation link; null if none was emailed. */
export const activationEndsAt = (): SQL<Date | null> =>
  sql`(SELECT max(${links.expiresAt}) FROM ${links} WHERE ${links.accountId} = ${accounts.id}
    AND ${links.purpose} = 'activation' AND ${links.usedAt} IS NULL AND ${links.supersededAt} IS NULL)`.mapWith(
    (moment: string | Date) => new Date(moment),
  );

export type Activation = Readonly<{ isActivated: boolean; hasPassword: boolean; hasChosenPassword: boolean }>;

/** Locks the credentials until the transaction ends. */
export async function findActivation(tx: Transaction, accountId: string): Promise<Activation> {
  const [found] = await tx
    .select({ isActivated: isActivated(), hasPassword: hasPassword(), hasChosenPassword: hasChosenPassword() })
    .from(credentials)
    // With a single table, Drizzle would leave out the table's name in the subquery's condition.
    .innerJoin(accounts, eq(accounts.id, credentials.accountId))
    .where(eq(credentials.accountId, accountId))
    .for("update", { of: credentials });
  return found ?? { isActivated: false, hasPassword: false, hasChosenPassword: false };
}
