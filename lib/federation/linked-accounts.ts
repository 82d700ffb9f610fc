import { count, eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";

/**
 * How many accounts there are, and how many of them have never been matched with a person at the provider.
 * @throws Forbidden unless the actor is an administrator
 */
export async function countUnlinked(actor: Actor, issuer: string): Promise<{ accounts: number; unlinked: number }> {
  await requireAdministrator(actor);
  const [[all], [linked]] = await Promise.all([
    read((db) => db.select({ number: count() }).from(accounts)),
    read((db) => db.select({ number: count() }).from(identities).where(eq(identities.issuer, issuer))),
  ]);
  const total = all?.number ?? 0;
  return { accounts: total, unlinked: total - (linked?.number ?? 0) };
}
