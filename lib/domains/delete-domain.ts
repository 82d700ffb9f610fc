import { asc, count, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { accountDomains } from "#db/schema/account-domains.ts";
import { accounts } from "#db/schema/accounts.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator } from "#lib/authorization/as-administrator.ts";
import { UserError } from "#lib/errors.ts";
import { lockDomain } from "./lock-domain.ts";

/** As many accounts as a sentence can name. */
const NAMED = 5;

/**
 * Deletes a domain that nothing depends on.
 * @returns the domain as people read it
 * @throws Forbidden unless the actor is an administrator
 * @throws NotFound when the domain is gone already
 * @throws UserError while there are domains below it, or accounts restricted to it
 */
export const deleteDomain = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const domain = await lockDomain(tx, id);
    const [below] = await tx
      .select({ path: domains.path })
      .from(domains)
      .where(eq(domains.parentId, domain.id))
      .limit(1);
    if (below) throw new UserError(`There are domains below it, such as ${below.path}. Delete them first.`);
    await refuseWhileAssigned(tx, domain.id);
    await tx.delete(domains).where(eq(domains.id, domain.id));
    await record(tx, { event: "domain_deleted", by: actor, on: domain });
    return domain.label;
  });

async function refuseWhileAssigned(tx: Transaction, id: string): Promise<void> {
  const [assigned] = await tx.select({ accounts: count() }).from(accountDomains).where(eq(accountDomains.domainId, id));
  const total = assigned?.accounts ?? 0;
  if (total === 0) return;
  const named = await tx
    .select({ email: accounts.email })
    .from(accountDomains)
    .innerJoin(accounts, eq(accounts.id, accountDomains.accountId))
    .where(eq(accountDomains.domainId, id))
    .orderBy(asc(accounts.email))
    .limit(NAMED);
  const who = named.map(({ email }) => email).join(", ");
  const more = total > named.length ? ` and ${total - named.length} more` : "";
  const verb = total === 1 ? "is" : "are";
  throw new UserError(`${who}${more} ${verb} restricted to this domain. Take the restriction away first.`);
}
