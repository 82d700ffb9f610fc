import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { normalizeDomainName, parseDomainName } from "#lib/access/domains.ts";
import type { ListFilter } from "./list-filter.ts";

/** @param name such as `Regions: EMEA/France`, or a path alone, of any group */
export async function domainFilter(tx: Transaction, name: string): Promise<ListFilter> {
  const domainIds = sql`${`{${(await idsAtOrBelow(tx, name)).join()}}`}::uuid[]`;
  return {
    idQuery: sql`SELECT DISTINCT account_id AS id FROM account_domains WHERE domain_id = ANY(${domainIds})`,
    // A scalar subquery is evaluated for each scanned account; EXISTS would become a join of all accounts.
    scanCondition: sql`(SELECT true FROM account_domains
      WHERE account_id = accounts.id AND domain_id = ANY(${domainIds}) LIMIT 1)`,
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
