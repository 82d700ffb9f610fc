import { type SQL, sql } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { config } from "#lib/config/index.ts";
import type { IdentityFilter } from "./accounts-query.ts";
import { CANDIDATES, type Narrowing, whenFew } from "./search-accounts.ts";

const ofIssuer = (): SQL => sql`${identities.issuer} = ${config().federation?.issuer ?? null}`;

/** A scalar subquery is asked once an account; EXISTS would be turned into a join of all of them. */
const linkOfAccount = (): SQL =>
  sql`(SELECT true FROM ${identities} WHERE ${identities.accountId} = ${accounts.id} AND ${ofIssuer()})`;

/** Whether an account is linked to a person at the identity provider that signs people in, if one does. */
export const isLinked = (): SQL<boolean> =>
  config().federation ? sql<boolean>`coalesce(${linkOfAccount()}, false)` : sql<boolean>`false`;

const fewOf =
  (ids: SQL): Narrowing["few"] =>
  async (tx) =>
    whenFew([...(await tx.execute<{ id: string }>(sql`${ids} LIMIT ${CANDIDATES + 1}`))]);

const linked = (): Narrowing => {
  const gathered = sql`SELECT ${identities.accountId} AS id FROM ${identities} WHERE ${ofIssuer()}`;
  return { few: fewOf(gathered), walked: linkOfAccount(), gathered };
};

/**
 * Accounts without any identity have an index of their own, because no index finds what is missing elsewhere. Those of
 * another provider are many only where that one was used before.
 */
const notSignedIn = (): Narrowing => {
  const issuer = config().federation?.issuer ?? null;
  const gathered = sql`SELECT account_id AS id FROM credentials WHERE NOT has_identity
    UNION ALL SELECT account_id FROM identities elsewhere
      WHERE (issuer < ${issuer} OR issuer > ${issuer})
        AND NOT EXISTS (SELECT FROM identities WHERE account_id = elsewhere.account_id AND ${ofIssuer()})`;
  return { few: fewOf(gathered), walked: sql`${linkOfAccount()} IS NULL`, gathered };
};

/** Those who are linked to a person at the identity provider, or those who have not signed in there yet. */
export const narrowingByIdentity = (wanted: IdentityFilter): Narrowing =>
  wanted === "linked" ? linked() : notSignedIn();
