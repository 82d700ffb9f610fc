import { count, eq } from "drizzle-orm";
import { read } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import type { ClientAuthenticationMethod } from "./client-authentication.ts";
import { provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";

/** @throws Forbidden unless the actor is an administrator */
export async function countUnlinkedAccounts(
  actor: Actor,
  issuer: string,
): Promise<{ accounts: number; unlinked: number }> {
  await requireAdministrator(actor);
  const [[all], [linked]] = await Promise.all([
    read((db) => db.select({ number: count() }).from(accounts)),
    read((db) => db.select({ number: count() }).from(identities).where(eq(identities.issuer, issuer))),
  ]);
  const total = all?.number ?? 0;
  return { accounts: total, unlinked: total - (linked?.number ?? 0) };
}

const PAGE_TIMEOUT_MS = 1_500;

/** @throws Forbidden unless the actor is an administrator */
export async function clientAuthenticationInUse(actor: Actor): Promise<ClientAuthenticationMethod | ProviderError> {
  await requireAdministrator(actor);
  try {
    const { metadata, authentication } = provider();
    return authentication.methodsFor(await metadata.get(AbortSignal.timeout(PAGE_TIMEOUT_MS)))[0];
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}
