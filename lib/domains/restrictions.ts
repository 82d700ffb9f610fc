import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import { read, type Transaction } from "#db/client.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { type Domain, domainName, normalizeDomainName, parseDomainName } from "#lib/access/domains.ts";
import { DOMAINS_HEADER_MAX_BYTES, domainsHeader } from "#lib/access/domains-header.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { UserError } from "#lib/errors.ts";
import { isSegregated } from "./segregation.ts";

/** Per account: forward auth sends them in a header. */
export const RESTRICTIONS_MAX = 50;

export type AssignedDomain = Domain & Readonly<{ colour: string; isActive: boolean }>;

/** Sorted. For a query that reads `accounts`. */
export const restrictionNames = sql<string[]>`ARRAY(
  SELECT g.name || ': ' || d.path COLLATE "C" FROM account_domains a
  JOIN domains d ON d.id = a.domain_id JOIN domain_groups g ON g.id = d.group_id
  WHERE a.account_id = accounts.id ORDER BY 1)`;

/** In the order of their names. For a query that reads `accounts`. */
export const assignedDomains = sql<readonly AssignedDomain[]>`ARRAY(
  SELECT json_build_object('group', g.name, 'path', d.path, 'colour', g.colour, 'isActive', d.is_active)
  FROM account_domains a JOIN domains d ON d.id = a.domain_id JOIN domain_groups g ON g.id = d.group_id
  WHERE a.account_id = accounts.id ORDER BY g.normalized_name, d.normalized_path)`;

export async function restrictionsOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, AssignedDomain[]>> {
  const byAccount = new Map(accountIds.map((id) => [id, [] as AssignedDomain[]]));
  if (accountIds.length === 0) return byAccount;
  const rows = await read((db) =>
    db
      .select({
        accountId: accountDomains.accountId,
        group: domainGroups.name,
        path: domains.path,
        colour: domainGroups.colour,
        isActive: domains.isActive,
      })
      .from(accountDomains)
      .innerJoin(domains, eq(domains.id, accountDomains.domainId))
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .where(inArray(accountDomains.accountId, [...accountIds]))
      .orderBy(domainGroups.normalizedName, domains.normalizedPath),
  );
  for (const { accountId, ...domain } of rows) byAccount.get(accountId)?.push(domain);
  return byAccount;
}

const NOT_FOR_ADMINISTRATORS =
  "Administrators have full access and cannot be restricted. Remove the domains or the Administrator role.";

type FoundDomain = Readonly<{ id: string; name: string; isActive: boolean }>;

/**
 * @param assigned the current domains, which may stay even if inactive, or too long in total
 * @throws UserError if a domain cannot be assigned, or for an Administrator while segregation is on
 */
export async function findRestrictions(
  tx: Transaction,
  roles: readonly string[],
  requested: readonly string[],
  assigned: readonly string[] = [],
): Promise<readonly FoundDomain[]> {
  if (requested.length > 0 && isAdministrator({ roles }) && (await isSegregated(tx)))
    throw new UserError({ restrictions: NOT_FOR_ADMINISTRATORS });
  const names = [...new Set(requested)].sort();
  if (names.length > RESTRICTIONS_MAX)
    throw new UserError({
      restrictions: `Choose at most ${RESTRICTIONS_MAX} domains. Each one includes everything below it.`,
    });
  const found = await findByName(tx, names);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0)
    throw new UserError({
      restrictions: `${missing.join(", ")} no longer ${missing.length === 1 ? "exists" : "exist"}.`,
    });
  const chosen = [...new Map([...found.values()].map((domain) => [domain.id, domain])).values()];
  const inactive = chosen.filter(({ name, isActive }) => !isActive && !assigned.includes(name));
  if (inactive.length > 0)
    throw new UserError({
      restrictions: `${inactive.map(({ name }) => name).join(", ")} ${inactive.length === 1 ? "is" : "are"} inactive and cannot be assigned.`,
    });
  if (chosen.some(({ name }) => !assigned.includes(name))) requireHeaderSize(chosen);
  return chosen;
}

function requireHeaderSize(chosen: readonly FoundDomain[]): void {
  const { length } = domainsHeader(chosen.flatMap(({ name }) => parseDomainName(name) ?? []));
  if (length > DOMAINS_HEADER_MAX_BYTES)
    throw new UserError({
      restrictions: `The names of these domains are too long in total (${length} of ${DOMAINS_HEADER_MAX_BYTES} bytes, encoded). Choose fewer domains, or one above them, which includes everything below it.`,
    });
}

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

async function findByName(tx: Transaction, names: readonly string[]): Promise<ReadonlyMap<string, FoundDomain>> {
  const parsed = names.filter(isStorable).flatMap((name) => {
    const domain = parseDomainName(name);
    return domain
      ? [{ name, group_key: normalizeDomainName(domain.group), normalized_path: normalizeDomainName(domain.path) }]
      : [];
  });
  if (parsed.length === 0) return new Map();
  const rows = await tx
    .select({
      requested: sql<string>`requested.name`,
      id: domains.id,
      group: domainGroups.name,
      path: domains.path,
      isActive: domains.isActive,
    })
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(parsed)}::jsonb) AS requested(name text, group_key text, normalized_path text)`,
    )
    .innerJoin(domainGroups, sql`${domainGroups.normalizedName} = requested.group_key`)
    .innerJoin(
      domains,
      sql`${domains.groupId} = ${domainGroups.id} AND ${domains.normalizedPath} COLLATE "C" = requested.normalized_path`,
    );
  return new Map(
    rows.map(({ requested, id, isActive, ...domain }) => [requested, { id, isActive, name: domainName(domain) }]),
  );
}

/** None means full access. */
export async function storeRestrictions(
  tx: Transaction,
  accountId: string,
  chosen: readonly Readonly<{ id: string }>[],
): Promise<void> {
  const ids = chosen.map(({ id }) => id);
  // What stays is not written again: every change is also one of the account's indexes.
  await tx
    .delete(accountDomains)
    .where(and(eq(accountDomains.accountId, accountId), notInArray(accountDomains.domainId, ids)));
  if (ids.length === 0) return;
  await tx
    .insert(accountDomains)
    .values(ids.map((domainId) => ({ accountId, domainId })))
    .onConflictDoNothing();
}
