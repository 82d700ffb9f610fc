import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ancestorPaths, domainName, normalizeDomainName } from "#lib/access/domains.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import type { NewDomain } from "./domain-input.ts";
import { lockGroup } from "./lock-domain.ts";

/**
 * Adds a domain to a group, and the parents that are missing where that is asked for. Parents keep the case they have.
 * @returns the domain as people read it
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the group is gone
 * @throws UserError when it exists already, or when parents are missing and are not to be added
 */
export const createDomain = (actor: Actor, { group: groupId, path, parents }: NewDomain): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const group = await lockGroup(tx, groupId);
    const line = [...ancestorPaths(path), path];
    const known = await findLine(tx, groupId, line);
    const own = known.get(normalizeDomainName(path));
    if (own) throw new UserError({ path: `${own.path} exists in this group already.` });
    const missing = line.filter((above) => above !== path && !known.has(normalizeDomainName(above)));
    if (missing.length > 0 && !parents) throw new UserError({ parents: missingSentence(missing) });

    let parent: { id: string; path: string } | undefined;
    for (const one of line) {
      const existing = known.get(normalizeDomainName(one));
      if (existing) {
        parent = existing;
        continue;
      }
      const added: { id: string; path: string } = await insertBelow(tx, groupId, parent, one);
      const on = { id: added.id, label: domainName({ group: group.name, path: added.path }) };
      await record(tx, { event: "domain_created", by: actor, on });
      parent = added;
    }
    return domainName({ group: group.name, path: parent?.path ?? path });
  });

async function findLine(tx: Transaction, groupId: string, line: readonly string[]) {
  const found = await tx
    .select({ id: domains.id, path: domains.path, key: domains.normalizedPath })
    .from(domains)
    .where(and(eq(domains.groupId, groupId), inArray(domains.normalizedPath, line.map(normalizeDomainName))));
  return new Map(found.map(({ key, ...domain }) => [key, domain]));
}

async function insertBelow(
  tx: Transaction,
  groupId: string,
  parent: Readonly<{ id: string; path: string }> | undefined,
  typed: string,
): Promise<{ id: string; path: string }> {
  const segment = typed.slice(typed.lastIndexOf("/") + 1);
  const path = parent ? `${parent.path}/${segment}` : segment;
  const [added] = await tx
    .insert(domains)
    .values({ groupId, parentId: parent?.id ?? null, path, normalizedPath: normalizeDomainName(path) })
    .returning({ id: domains.id, path: domains.path });
  if (!added) throw new Error("The domain was not stored.");
  return added;
}

const missingSentence = (missing: readonly string[]) =>
  missing.length === 1
    ? `${missing[0]} does not exist yet. Nothing is added so far.`
    : `${missing.join(" and ")} do not exist yet. Nothing is added so far.`;
