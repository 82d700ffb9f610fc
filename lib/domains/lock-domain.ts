import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { domainName } from "#lib/access/domains.ts";
import { NotFound } from "#lib/errors.ts";
import { isId } from "#lib/id.ts";

/** @throws NotFound */
export async function lockGroup(tx: Transaction, id: string): Promise<typeof domainGroups.$inferSelect> {
  if (!isId(id)) throw new NotFound();
  const [found] = await tx.select().from(domainGroups).where(eq(domainGroups.id, id)).for("update");
  if (!found) throw new NotFound();
  return found;
}

/** @throws NotFound */
export async function lockDomain(tx: Transaction, id: string) {
  if (!isId(id)) throw new NotFound();
  const [found] = await tx
    .select({ id: domains.id, path: domains.path, isActive: domains.isActive, group: domainGroups.name })
    .from(domains)
    .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
    .where(eq(domains.id, id))
    .for("update", { of: domains });
  if (!found) throw new NotFound();
  return { ...found, label: domainName(found) };
}
