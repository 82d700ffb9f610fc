import { type SQL, sql } from "drizzle-orm";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import type { IdentityFilter } from "./accounts-query.ts";
import type { ListFilter } from "./list-filter.ts";

export const issuer = (): string | null => authenticationMode().provider?.issuer ?? null;

/** A scalar subquery is evaluated for each scanned account; EXISTS would become a join of all accounts. */
const linkOfAccount = (at: unknown): SQL =>
  sql`(SELECT true FROM ${identities} WHERE ${identities.accountId} = ${accounts.id} AND ${identities.issuer} = ${at})`;

/** Never at no issuer. */
export const isLinkedAt = (at: unknown): SQL<boolean> => sql<boolean>`coalesce(${linkOfAccount(at)}, false)`;

const linked = (): ListFilter => ({
  idQuery: sql`SELECT ${identities.accountId} AS id FROM ${identities} WHERE ${identities.issuer} = ${issuer()}`,
  scanCondition: linkOfAccount(issuer()),
});

/** No index finds a missing row, so `has_identity` has an index of its own. */
const notSignedIn = (): ListFilter => ({
  idQuery: sql`SELECT account_id AS id FROM credentials WHERE NOT has_identity
    UNION ALL SELECT account_id FROM identities elsewhere
      WHERE (issuer < ${issuer()} OR issuer > ${issuer()})
        AND NOT EXISTS (SELECT FROM identities WHERE account_id = elsewhere.account_id AND issuer = ${issuer()})`,
  scanCondition: sql`${linkOfAccount(issuer())} IS NULL`,
});

export const identityFilter = (wanted: IdentityFilter): ListFilter => (wanted === "linked" ? linked() : notSignedIn());
