import { type SQL, sql } from "drizzle-orm";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import type { ListFilter } from "./list-filter.ts";
import type { IdentityFilter } from "./list-options.ts";

export const issuer = (): string | null => authenticationMode().provider?.issuer ?? null;

/** A scalar subquery is evaluated for each scanned account; EXISTS would become a join of all accounts. */
const linkOf = (accountId: SQL, at: unknown): SQL =>
  sql`(SELECT true FROM identities WHERE account_id = ${accountId} AND issuer = ${at})`;

/** Never at no issuer. */
export const isLinkedAt = (at: unknown): SQL<boolean> => sql<boolean>`coalesce(${linkOf(sql`accounts.id`, at)}, false)`;

const linked = (): ListFilter => ({
  condition: linkOf(sql`account.id`, issuer()),
  ids: sql`SELECT account_id AS id FROM identities WHERE issuer = ${issuer()}`,
});

/** No index finds a missing row, so `has_identity` has an index of its own. */
const notSignedIn = (): ListFilter => ({
  condition: sql`${linkOf(sql`account.id`, issuer())} IS NULL`,
  ids: sql`SELECT account_id AS id FROM credentials WHERE NOT has_identity
    UNION ALL SELECT account_id FROM identities elsewhere
      WHERE (issuer < ${issuer()} OR issuer > ${issuer()})
        AND NOT EXISTS (SELECT FROM identities WHERE account_id = elsewhere.account_id AND issuer = ${issuer()})`,
});

export const identityFilter = (wanted: IdentityFilter): ListFilter => (wanted === "linked" ? linked() : notSignedIn());
