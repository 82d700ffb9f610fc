import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import type { ClientAuthenticationMethod } from "./client-authentication.ts";
import { provider } from "./provider.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** A page waits no longer for a provider that is slow: it tells the rest all the same. */
const PAGE_WAIT_MS = 1_500;

/**
 * How this server proves to the provider's token endpoint who it is: by what was accepted last, or else by the first of
 * what the provider offers.
 * @returns the problem while the provider cannot be asked
 * @throws Forbidden unless the actor is an administrator
 */
export async function clientAuthenticationInUse(actor: Actor): Promise<ClientAuthenticationMethod | ProviderProblem> {
  await requireAdministrator(actor);
  try {
    const { metadata, authentication } = provider();
    return authentication.methodsFor(await metadata.get(AbortSignal.timeout(PAGE_WAIT_MS)))[0];
  } catch (error) {
    if (error instanceof ProviderProblem) return error;
    throw error;
  }
}
