import { eq } from "drizzle-orm";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { lockDomain } from "./lock-domain.ts";

const labelOf = (isActive: boolean) => (isActive ? "Active" : "Inactive");

/** Accounts restricted to an inactive domain stay so. @throws Forbidden, NotFound */
export const setDomainActive = (actor: Actor, id: string, isActive: boolean): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const domain = await lockDomain(tx, id);
    if (domain.isActive === isActive) return domain.label;
    await tx.update(domains).set({ isActive }).where(eq(domains.id, domain.id));
    const changes = changesBetween({ state: labelOf(!isActive) }, { state: labelOf(isActive) }, { state: "State" });
    await record(tx, { event: "domain_updated", by: actor, on: domain, changes });
    return domain.label;
  });
