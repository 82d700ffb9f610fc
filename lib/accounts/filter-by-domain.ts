import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { normalizeDomainName, parseDomainName } from "#lib/access/domains.ts";
import type { ListFilter } from "./list-filter.ts";

/** @param domainIds of a domain and all below it */
export function domainFilter(domainIds: readonly string[]): ListFilter {
  const condition = sql`account.domain_ids && ${`{${domainIds.join()}}`}::uuid[]`;
  return { condition, indexed: condition };
}

/** @param name such as `Regions: EMEA/France`, or a path alone, of any group */
export async function domainIdsAtOrBelow(tx: Transaction, name: string): Promise<string[]> {
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
