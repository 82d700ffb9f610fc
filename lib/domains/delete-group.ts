import { eq } from "drizzle-orm";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { groupChanges } from "./group-changes.ts";
import { lockGroup } from "./lock-domain.ts";

/** @throws Forbidden, NotFound, UserError if the group contains domains */
export const deleteGroup = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const group = await lockGroup(tx, id);
    const [domain] = await tx
      .select({ path: domains.path })
      .from(domains)
      .where(eq(domains.groupId, group.id))
      .limit(1);
    if (domain) throw new UserError(`The group contains domains, such as ${domain.path}. Delete them first.`);
    await tx.delete(domainGroups).where(eq(domainGroups.id, group.id));
    const on = { id: group.id, label: group.name };
    await record(tx, { event: "domain_group_deleted", by: actor, on, changes: groupChanges(group, undefined) });
    return group.name;
  });
