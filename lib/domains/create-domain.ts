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

/** @throws Forbidden, NotFound without the group, UserError if the domain exists or parents are missing */
export const createDomain = (actor: Actor, { group: groupId, path, parents }: NewDomain): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const group = await lockGroup(tx, groupId);
    const branch = [...ancestorPaths(path), path];
    const existing = await findDomains(tx, groupId, branch);
    const duplicate = existing.get(normalizeDomainName(path));
    if (duplicate) throw new UserError({ path: `${duplicate.path} already exists in this group.` });
    const missing = branch.filter((ancestor) => ancestor !== path && !existing.has(normalizeDomainName(ancestor)));
    if (missing.length > 0 && !parents) throw new UserError({ parents: missingParents(missing) });

    let parent: { id: string; path: string } | undefined;
    for (const branchPath of branch) {
      const found = existing.get(normalizeDomainName(branchPath));
      if (found) {
        parent = found;
        continue;
      }
      const added: { id: string; path: string } = await insertDomain(tx, groupId, parent, branchPath);
      const on = { id: added.id, label: domainName({ group: group.name, path: added.path }) };
      await record(tx, { event: "domain_created", by: actor, on });
      parent = added;
    }
    return domainName({ group: group.name, path: parent?.path ?? path });
  });

async function findDomains(tx: Transaction, groupId: string, paths: readonly string[]) {
  const found = await tx
    .select({ id: domains.id, path: domains.path, key: domains.normalizedPath })
    .from(domains)
    .where(and(eq(domains.groupId, groupId), inArray(domains.normalizedPath, paths.map(normalizeDomainName))));
  return new Map(found.map(({ key, ...domain }) => [key, domain]));
}

async function insertDomain(
  tx: Transaction,
  groupId: string,
  parent: Readonly<{ id: string; path: string }> | undefined,
  typedPath: string,
): Promise<{ id: string; path: string }> {
  const segment = typedPath.slice(typedPath.lastIndexOf("/") + 1);
  const path = parent ? `${parent.path}/${segment}` : segment;
  const [added] = await tx
    .insert(domains)
    .values({ groupId, parentId: parent?.id ?? null, path, normalizedPath: normalizeDomainName(path) })
    .returning({ id: domains.id, path: domains.path });
  if (!added) throw new Error("The domain was not stored.");
  return added;
}

const missingParents = (missing: readonly string[]) =>
  missing.length === 1
    ? `${missing[0]} does not exist yet. Nothing was added.`
    : `${missing.join(" and ")} do not exist yet. Nothing was added.`;
