import { domainGroups } from "#db/schema/domain-groups.ts";
import type { Actor } from "#lib/access/actor.ts";
import { normalizeDomainName } from "#lib/access/domains.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import type { NewGroup } from "./domain-input.ts";
import { groupChanges } from "./group-changes.ts";

/** @throws Forbidden, and UserError if the name is taken */
export const createGroup = (actor: Actor, group: NewGroup): Promise<{ id: string; name: string }> =>
  asAdministrator(actor, async (tx) => {
    const [added] = await tx
      .insert(domainGroups)
      .values({ ...group, normalizedName: normalizeDomainName(group.name) })
      .onConflictDoNothing({ target: domainGroups.normalizedName })
      .returning({ id: domainGroups.id, name: domainGroups.name });
    if (!added) throw new UserError({ name: "A domain group with this name already exists." });
    const on = { id: added.id, label: added.name };
    await record(tx, { event: "domain_group_created", by: actor, on, changes: groupChanges(undefined, group) });
    return added;
  });
