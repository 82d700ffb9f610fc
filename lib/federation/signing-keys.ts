import { createRemoteJWKSet, customFetch, errors, type RemoteJWKSet } from "jose";
import { providerFetch, shownAddress } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";

const COOL_DOWN_MS = 30_000;
const MAX_AGE_MS = 10 * 60_000;

/** The keys that the provider publishes for its signatures, by the address that they are at. */
export class SigningKeys {
  #at: Readonly<{ address: string; keys: RemoteJWKSet }> | undefined;

  at(address: string): RemoteJWKSet {
    if (this.#at?.address !== address) this.#at = { address, keys: remoteKeys(address) };
    return this.#at.keys;
  }
}

/** The library asks again at once after a failure, which a flood of forged tokens must not bring about. */
function remoteKeys(address: string): RemoteJWKSet {
  let failed: Readonly<{ error: unknown; at: number }> | undefined;
  return createRemoteJWKSet(new URL(address), {
    cooldownDuration: COOL_DOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: async (_address, request) => {
      if (failed && Date.now() - failed.at < COOL_DOWN_MS) throw failed.error;
      try {
        return await fetchKeys(address, request);
      } catch (error) {
        failed = { error, at: Date.now() };
        throw error;
      }
    },
  });
}

async function fetchKeys(address: string, request: RequestInit): Promise<Response> {
  const details = { step: "keys", address: shownAddress(address) } as const;
  const response = await providerFetch("keys")(address, request);
  if (response.status !== 200) throw new ProviderProblem("status", { ...details, status: response.status });
  const published: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (!isKeySet(published))
    throw new ProviderProblem("malformed", { ...details, detail: "not with a JSON Web Key Set" });
  return response;
}

const isKeySet = (published: unknown): boolean =>
  typeof published === "object" &&
  published !== null &&
  "keys" in published &&
  Array.isArray(published.keys) &&
  published.keys.every((key) => typeof key === "object" && key !== null);

/** What tells a signature that no known key fits from one that is wrong in itself. */
export const isUnverified = (error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;
