import { eq, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { domainName } from "#lib/access/domains.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isSegregated } from "./segregation.ts";

/** Few, because they are sent with every list page. */
const MAX_SUGGESTIONS = 100;

/** @throws Forbidden unless the actor is an administrator */
export async function suggestDomains(actor: Actor): Promise<string[] | undefined> {
  await requireAdministrator(actor);
  if (!(await isSegregated())) return undefined;
  const depth = sql`length(${domains.path}) - length(replace(${domains.path}, '/', ''))`;
  const rows = await read((db) =>
    db
      .select({ group: domainGroups.name, path: domains.path })
      .from(domains)
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .orderBy(depth, domainGroups.normalizedName, domains.normalizedPath)
      .limit(MAX_SUGGESTIONS),
  );
  return rows.map(domainName);
}
