import { eq, sql } from "drizzle-orm";
import { read } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { domainName } from "#lib/access/domains.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isSegregated } from "./segregation.ts";

/** As many as a page that is asked for often can carry along. */
const SUGGESTED = 100;

/**
 * Names of domains to choose from while typing, those nearest to the root; `undefined` while segregation is off.
 * @throws Forbidden unless the actor is an administrator
 */
export async function suggestDomains(actor: Actor): Promise<string[] | undefined> {
  await requireAdministrator(actor);
  if (!(await isSegregated())) return undefined;
  const slashes = sql`length(${domains.path}) - length(replace(${domains.path}, '/', ''))`;
  const rows = await read((db) =>
    db
      .select({ group: domainGroups.name, path: domains.path })
      .from(domains)
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .orderBy(slashes, domainGroups.normalizedName, domains.normalizedPath)
      .limit(SUGGESTED),
  );
  return rows.map(domainName);
}
