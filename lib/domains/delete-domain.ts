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

const MAX_ACCOUNTS_NAMED = 5;

/** Returns its full name. @throws Forbidden, NotFound, and UserError while the domain has children or accounts */
export const deleteDomain = (actor: Actor, id: string): Promise<string> =>
  asAdministrator(actor, async (tx) => {
    const domain = await lockDomain(tx, id);
    const [child] = await tx
      .select({ path: domains.path })
      .from(domains)
      .where(eq(domains.parentId, domain.id))
      .limit(1);
    if (child) throw new UserError(`There are domains below this one, such as ${child.path}. Delete them first.`);
    await requireUnassigned(tx, domain.id);
    await tx.delete(domains).where(eq(domains.id, domain.id));
    await record(tx, { event: "domain_deleted", by: actor, on: domain });
    return domain.label;
  });

async function requireUnassigned(tx: Transaction, id: string): Promise<void> {
  const [assigned] = await tx.select({ accounts: count() }).from(accountDomains).where(eq(accountDomains.domainId, id));
  const total = assigned?.accounts ?? 0;
  if (total === 0) return;
  const named = await tx
    .select({ email: accounts.email })
    .from(accountDomains)
    .innerJoin(accounts, eq(accounts.id, accountDomains.accountId))
    .where(eq(accountDomains.domainId, id))
    .orderBy(asc(accounts.email))
    .limit(MAX_ACCOUNTS_NAMED);
  const emails = named.map(({ email }) => email).join(", ");
  const more = total > named.length ? ` and ${total - named.length} more` : "";
  const verb = total === 1 ? "is" : "are";
  throw new UserError(`${emails}${more} ${verb} restricted to this domain. Remove the restriction first.`);
}
