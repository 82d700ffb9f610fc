import { eq } from "drizzle-orm";
import { domainGroups } from "#db/schema/domain-groups.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import type { GroupEdit } from "./domain-input.ts";
import { groupChanges } from "./group-changes.ts";
import { lockGroup } from "./lock-domain.ts";

/** The name cannot change, because products refer to it. @throws Forbidden, NotFound */
export const updateGroup = (actor: Actor, id: string, { colour, description }: GroupEdit): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const group = await lockGroup(tx, id);
    const changes = groupChanges(group, { colour, description });
    if (changes.length === 0) return group.name;
    await tx.update(domainGroups).set({ colour, description }).where(eq(domainGroups.id, group.id));
    const on = { id: group.id, label: group.name };
    await record(tx, { event: "domain_group_updated", by: actor, on, changes });
    return group.name;
  });
