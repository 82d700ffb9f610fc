import { sql } from "drizzle-orm";
import { prepared } from "#db/prepared.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";

/** Few, because they are sent with every list page. */
const MAX_SUGGESTIONS = 100;

const selectSuggestions = prepared((db) =>
  db
    .select({
      names: sql<string[]>`ARRAY(
        SELECT g.name || ': ' || d.path FROM domains d JOIN domain_groups g ON g.id = d.group_id
        ORDER BY length(d.path) - length(replace(d.path, '/', '')), g.normalized_name, d.normalized_path
        LIMIT ${sql.raw(String(MAX_SUGGESTIONS))})`,
    })
    .from(settings)
    .where(sql`${settings.segregation}`),
);

/** @returns `undefined` while segregation is off. @throws Forbidden unless the actor is an administrator */
export async function suggestDomains(actor: Actor): Promise<string[] | undefined> {
  await requireAdministrator(actor);
  const [suggestions] = await selectSuggestions({});
  return suggestions?.names;
}
