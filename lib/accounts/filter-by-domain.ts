import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { normalizeDomainName, parseDomainName } from "#lib/access/domains.ts";
import { type ListFilter, MAX_CANDIDATES, withinCandidateLimit } from "./search-accounts.ts";

/**
 * Those who are restricted to a domain, or to one below it.
 * @param name a domain as people read it, or a path of any group
 */
export async function domainFilter(tx: Transaction, name: string): Promise<ListFilter> {
  const ids = sql`${`{${(await idsAtOrBelow(tx, name)).join()}}`}::uuid[]`;
  const idQuery = sql`SELECT DISTINCT account_id AS id FROM account_domains WHERE domain_id = ANY(${ids})`;
  return {
    candidateIds: async (tx) =>
      withinCandidateLimit([...(await tx.execute<{ id: string }>(sql`${idQuery} LIMIT ${MAX_CANDIDATES + 1}`))]),
    // A scalar subquery is asked once an account; EXISTS would be turned into a join of all of them.
    scanCondition: sql`(SELECT true FROM account_domains
      WHERE account_id = accounts.id AND domain_id = ANY(${ids}) LIMIT 1)`,
    idQuery,
  };
}

async function idsAtOrBelow(tx: Transaction, name: string): Promise<string[]> {
  const domain = parseDomainName(name.trim());
  const key = normalizeDomainName(domain?.path ?? name.trim());
  const below = `${key.replace(/[\\%_]/g, "\\$&")}/%`;
  const path = sql`${domains.normalizedPath} COLLATE "C"`;
  const inGroup: SQL = domain ? sql` AND ${domainGroups.normalizedName} = ${normalizeDomainName(domain.group)}` : sql``;
  const rows = await tx
    .select({ id: domains.id })
    .from(domains)
    .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
    .where(sql`(${path} = ${key} OR ${path} LIKE ${below})${inGroup}`);
  return rows.map(({ id }) => id);
}
