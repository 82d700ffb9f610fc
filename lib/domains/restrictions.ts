import { eq, inArray, sql } from "drizzle-orm";
import { read, type Transaction } from "#db/client.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { type Domain, domainName, normalizeDomainName, parseDomainName } from "#lib/access/domains.ts";
import { DOMAINS_HEADER_MAX_BYTES, domainsHeader } from "#lib/access/domains-header.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { UserError } from "#lib/errors.ts";
import { isSegregated } from "./segregation.ts";

/** As many as one account can be restricted to: the gate passes them on in a header, and a parent stands for many. */
export const RESTRICTIONS_MAX = 50;

/** A domain as the badge of an account shows it. */
export type AssignedDomain = Domain & Readonly<{ colour: string; isActive: boolean }>;

/** The names of the domains that an account is restricted to, sorted; for a query that reads `accounts`. */
export const restrictionNames = sql<string[]>`ARRAY(
  SELECT g.name || ': ' || d.path COLLATE "C" FROM account_domains a
  JOIN domains d ON d.id = a.domain_id JOIN domain_groups g ON g.id = d.group_id
  WHERE a.account_id = accounts.id ORDER BY 1)`;

/** What some accounts are restricted to, by the id of the account. */
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
  "Administrators see everything and cannot be restricted. Take the domains away, or the role.";

type Found = Readonly<{ id: string; name: string; isActive: boolean }>;

/**
 * Finds the domains that an account is to be restricted to.
 * @param kept the names of those it is restricted to already, which may have become inactive since
 * @throws UserError when there are too many, or too long together unless all are kept, when one does not exist, or is
 *   inactive and new to the account, and for an Administrator (what was stored while segregation is off, and therefore
 *   not shown, stays)
 */
export async function findRestrictions(
  tx: Transaction,
  roles: readonly string[],
  wanted: readonly string[],
  kept: readonly string[] = [],
): Promise<readonly Found[]> {
  if (wanted.length > 0 && isAdministrator({ roles }) && (await isSegregated(tx)))
    throw new UserError({ restrictions: NOT_FOR_ADMINISTRATORS });
  const names = [...new Set(wanted)].sort();
  if (names.length > RESTRICTIONS_MAX)
    throw new UserError({
      restrictions: `Choose at most ${RESTRICTIONS_MAX} domains; one stands for everything below it.`,
    });
  const found = await findByName(tx, names);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw new UserError({ restrictions: `${missing.join(", ")}: not there any more.` });
  const chosen = [...new Map([...found.values()].map((domain) => [domain.id, domain])).values()];
  const inactive = chosen.filter(({ name, isActive }) => !isActive && !kept.includes(name));
  if (inactive.length > 0)
    throw new UserError({
      restrictions: `${inactive.map(({ name }) => name).join(", ")}: inactive, and cannot be newly assigned.`,
    });
  if (chosen.some(({ name }) => !kept.includes(name))) requireFitInHeader(chosen);
  return chosen;
}

function requireFitInHeader(chosen: readonly Found[]): void {
  const { length } = domainsHeader(chosen.flatMap(({ name }) => parseDomainName(name) ?? []));
  if (length > DOMAINS_HEADER_MAX_BYTES)
    throw new UserError({
      restrictions: `The names of these domains are too long together (${length} of ${DOMAINS_HEADER_MAX_BYTES} bytes, encoded). Choose fewer, or a domain above them; it stands for everything below it.`,
    });
}

/** Text that PostgreSQL can hold at all. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

/** The domains of some names, by the name that was asked for; whatever is none is left out. */
async function findByName(tx: Transaction, names: readonly string[]): Promise<ReadonlyMap<string, Found>> {
  const asked = names.filter(isStorable).flatMap((name) => {
    const domain = parseDomainName(name);
    return domain
      ? [{ name, group_key: normalizeDomainName(domain.group), normalized_path: normalizeDomainName(domain.path) }]
      : [];
  });
  if (asked.length === 0) return new Map();
  const rows = await tx
    .select({
      asked: sql<string>`asked.name`,
      id: domains.id,
      group: domainGroups.name,
      path: domains.path,
      isActive: domains.isActive,
    })
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS asked(name text, group_key text, normalized_path text)`,
    )
    .innerJoin(domainGroups, sql`${domainGroups.normalizedName} = asked.group_key`)
    .innerJoin(
      domains,
      sql`${domains.groupId} = ${domainGroups.id} AND ${domains.normalizedPath} COLLATE "C" = asked.normalized_path`,
    );
  return new Map(rows.map(({ asked, id, isActive, ...domain }) => [asked, { id, isActive, name: domainName(domain) }]));
}

/** Restricts an account to some domains and no others; to none, which means all. */
export async function storeRestrictions(
  tx: Transaction,
  accountId: string,
  chosen: readonly Readonly<{ id: string }>[],
): Promise<void> {
  await tx.delete(accountDomains).where(eq(accountDomains.accountId, accountId));
  if (chosen.length > 0) await tx.insert(accountDomains).values(chosen.map(({ id }) => ({ accountId, domainId: id })));
}
