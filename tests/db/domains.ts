import { eq } from "drizzle-orm";
import { read, transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { settings } from "#db/schema/settings.ts";
import type { Actor } from "#lib/access/actor.ts";
import { GREY } from "#lib/domains/colours.ts";
import { createDomain } from "#lib/domains/create-domain.ts";
import { createGroup } from "#lib/domains/create-group.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { administrator } from "./people.ts";

export type TestGroup = Readonly<{ id: string; name: string }>;

let groups = 0;

/** Creates a group with domains and their parents. */
export async function groupWith(
  paths: readonly string[],
  actor?: Actor,
  name = `Group ${++groups}`,
): Promise<TestGroup> {
  const by = actor ?? (await administrator());
  const group = await createGroup(by, { name, colour: GREY, description: "" });
  for (const path of paths) await createDomain(by, { group: group.id, path, parents: "add" });
  return group;
}

/** By path. */
export async function domainsOf({ id }: TestGroup) {
  const rows = await read((db) => db.select().from(domains).where(eq(domains.groupId, id)));
  return new Map(rows.map((row) => [row.path, row]));
}

export async function domainId(group: TestGroup, path: string): Promise<string> {
  const found = (await domainsOf(group)).get(path);
  if (!found) throw new Error(`There is no ${path} in ${group.name}.`);
  return found.id;
}

/** Bypasses the audit log. */
export const restrict = (accountId: string, ...names: string[]): Promise<void> =>
  transaction(async (tx) => storeRestrictions(tx, accountId, await findRestrictions(tx, [], names, names)));

/** Bypasses the audit log. */
export async function segregate(on: boolean): Promise<void> {
  await read((db) =>
    db
      .insert(settings)
      .values({ segregation: on })
      .onConflictDoUpdate({ target: settings.singleton, set: { segregation: on } }),
  );
}

export const groupsNow = () => read((db) => db.select().from(domainGroups));
