import { eq } from "drizzle-orm";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { administer } from "#lib/authorization/as-administrator.ts";
import { Refusal } from "#lib/errors.ts";
import { groupChanges } from "./group-changes.ts";
import { findGroupForChange } from "./lock-domain.ts";

/**
 * Deletes a group that holds no domain.
 * @returns the name it had
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the group is gone already
 * @throws Refusal while it holds domains
 */
export const deleteGroup = (actor: Actor, id: string): Promise<string> =>
  administer(actor, async (tx) => {
    const group = await findGroupForChange(tx, id);
    const [held] = await tx.select({ path: domains.path }).from(domains).where(eq(domains.groupId, group.id)).limit(1);
    if (held) throw new Refusal(`The group still holds domains, such as ${held.path}. Delete them first.`);
    await tx.delete(domainGroups).where(eq(domainGroups.id, group.id));
    const on = { id: group.id, label: group.name };
    await record(tx, { event: "domain_group_deleted", by: actor, on, changes: groupChanges(group, undefined) });
    return group.name;
  });
