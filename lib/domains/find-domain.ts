import { and, count, eq, inArray, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ancestorPaths, domainName, normalizeDomainName } from "#lib/access/domains.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";

export type DomainDetails = Readonly<{
  id: string;
  groupId: string;
  group: string;
  colour: string;
  path: string;
  name: string;
  isActive: boolean;
  /** From the root down. */
  ancestors: readonly Readonly<{ id: string; path: string }>[];
  /** Restricted to exactly this domain. */
  accounts: number;
}>;

/** @throws Forbidden, NotFound */
export async function findDomain(actor: Actor, id: string): Promise<DomainDetails> {
  await requireAdministrator(actor);
  if (!isId(id)) throw new NotFound();
  const [found] = await read((db) =>
    db
      .select({
        id: domains.id,
        groupId: domains.groupId,
        group: domainGroups.name,
        colour: domainGroups.colour,
        path: domains.path,
        isActive: domains.isActive,
      })
      .from(domains)
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .where(eq(domains.id, id)),
  );
  if (!found) throw new NotFound();
  const keys = ancestorPaths(found.path).map(normalizeDomainName);
  const [ancestors, [assigned]] = await Promise.all([
    read((db) =>
      db
        .select({ id: domains.id, path: domains.path })
        .from(domains)
        .where(and(eq(domains.groupId, found.groupId), inArray(domains.normalizedPath, keys)))
        .orderBy(sql`length(${domains.path})`),
    ),
    read((db) => db.select({ accounts: count() }).from(accountDomains).where(eq(accountDomains.domainId, id))),
  ]);
  return { ...found, name: domainName(found), ancestors, accounts: assigned?.accounts ?? 0 };
}
