import { createRemoteJWKSet, customFetch, errors, type jwtVerify, type RemoteJWKSet } from "jose";
import { z } from "zod";
import { ProviderError } from "./provider-error.ts";
import { providerFetch, withoutQuery } from "./provider-fetch.ts";

const COOL_DOWN_MS = 30_000;
const MAX_AGE_MS = 10 * 60_000;

export type Verify<T> = (key: Parameters<typeof jwtVerify>[1]) => Promise<T>;

/** Unlike oauth4webapi's cache, takes two keys without a `kid`, and refetches when a signature does not verify. */
export class SigningKeys {
  #cached: Readonly<{ uri: string; keySet: RemoteJWKSet }> | undefined;

  /** Fetches the keys again where none of the cached ones fits: keys without a `kid` change unnoticed. */
  async verify<T>(uri: string, verify: Verify<T>): Promise<T> {
    if (this.#cached?.uri !== uri) this.#cached = { uri, keySet: remoteKeySet(uri) };
    const { keySet } = this.#cached;
    try {
      return await verifyWithAny(keySet, verify);
    } catch (error) {
      if (!isUnverified(error)) throw error;
      if (!keySet.coolingDown) await keySet.reload();
      return verifyWithAny(keySet, verify);
    }
  }
}

async function verifyWithAny<T>(keySet: RemoteJWKSet, verify: Verify<T>): Promise<T> {
  try {
    return await verify(keySet);
  } catch (candidates) {
    if (!(candidates instanceof errors.JWKSMultipleMatchingKeys)) throw candidates;
    for await (const key of candidates) {
      try {
        return await verify(key);
      } catch (error) {
        if (!isUnverified(error)) throw error;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

export const isUnverified = (error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;

/** Unlike jose, cools down after a failure too: a flood of forged tokens must not become one of requests. */
function remoteKeySet(uri: string): RemoteJWKSet {
  let failure: Readonly<{ error: unknown; at: number }> | undefined;
  return createRemoteJWKSet(new URL(uri), {
    cooldownDuration: COOL_DOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: async (_uri, request) => {
      if (failure && Date.now() - failure.at < COOL_DOWN_MS) throw failure.error;
      try {
        return await fetchKeySet(uri, request);
      } catch (error) {
        failure = { error, at: Date.now() };
        throw error;
      }
    },
  });
}

const keySetSchema = z.object({ keys: z.array(z.looseObject({})) });

async function fetchKeySet(uri: string, request: RequestInit): Promise<Response> {
  const details = { step: "keys", url: withoutQuery(uri) } as const;
  const response = await providerFetch("keys")(uri, request);
  if (response.status !== 200) throw new ProviderError("status", { ...details, status: response.status });
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (keySetSchema.safeParse(body).success) return response;
  throw new ProviderError("malformed", { ...details, detail: "with something other than a JSON Web Key Set" });
}
