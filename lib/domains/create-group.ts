import { domainGroups } from "#db/schema/domain-groups.ts";
import type { Actor } from "#lib/access/actor.ts";
import { domainKey } from "#lib/access/domains.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { Refusal } from "#lib/errors.ts";
import type { NewGroup } from "./domain-input.ts";
import { groupChanges } from "./group-changes.ts";

/**
 * Adds a domain group.
 * @returns its id and name
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal when there is a group of this name
 */
export const addGroup = (actor: Actor, group: NewGroup): Promise<{ id: string; name: string }> =>
  administer(actor, async (tx) => {
    const [added] = await tx
      .insert(domainGroups)
      .values({ ...group, nameKey: domainKey(group.name) })
      .onConflictDoNothing({ target: domainGroups.nameKey })
      .returning({ id: domainGroups.id, name: domainGroups.name });
    if (!added) throw new Refusal({ name: "There is a domain group of this name already." });
    const on = { id: added.id, label: added.name };
    await record(tx, { event: "domain_group_added", by: actor, on, changes: groupChanges(undefined, group) });
    return added;
  });
