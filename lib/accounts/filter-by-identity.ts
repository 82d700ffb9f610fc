import { type SQL, sql } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import type { IdentityFilter } from "./accounts-query.ts";
import { type ListFilter, MAX_CANDIDATES, withinCandidateLimit } from "./search-accounts.ts";

const ofIssuer = (): SQL => sql`${identities.issuer} = ${authenticationMode().provider?.issuer ?? null}`;

/** A scalar subquery is asked once an account; EXISTS would be turned into a join of all of them. */
const linkOfAccount = (): SQL =>
  sql`(SELECT true FROM ${identities} WHERE ${identities.accountId} = ${accounts.id} AND ${ofIssuer()})`;

/** Whether an account is linked to a person at the identity provider that signs people in, if one does. */
export const isLinked = (): SQL<boolean> =>
  authenticationMode().provider ? sql<boolean>`coalesce(${linkOfAccount()}, false)` : sql<boolean>`false`;

const idsWithinLimit =
  (ids: SQL): ListFilter["candidateIds"] =>
  async (tx) =>
    withinCandidateLimit([...(await tx.execute<{ id: string }>(sql`${ids} LIMIT ${MAX_CANDIDATES + 1}`))]);

const linked = (): ListFilter => {
  const idQuery = sql`SELECT ${identities.accountId} AS id FROM ${identities} WHERE ${ofIssuer()}`;
  return { candidateIds: idsWithinLimit(idQuery), scanCondition: linkOfAccount(), idQuery };
};

/**
 * Accounts without any identity have an index of their own, because no index finds what is missing elsewhere. Those of
 * another provider are many only where that one was used before.
 */
const notSignedIn = (): ListFilter => {
  const issuer = authenticationMode().provider?.issuer ?? null;
  const idQuery = sql`SELECT account_id AS id FROM credentials WHERE NOT has_identity
    UNION ALL SELECT account_id FROM identities elsewhere
      WHERE (issuer < ${issuer} OR issuer > ${issuer})
        AND NOT EXISTS (SELECT FROM identities WHERE account_id = elsewhere.account_id AND ${ofIssuer()})`;
  return { candidateIds: idsWithinLimit(idQuery), scanCondition: sql`${linkOfAccount()} IS NULL`, idQuery };
};

/** Those who are linked to a person at the identity provider, or those who have not signed in there yet. */
export const identityFilter = (wanted: IdentityFilter): ListFilter => (wanted === "linked" ? linked() : notSignedIn());
