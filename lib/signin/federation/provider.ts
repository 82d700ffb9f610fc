import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import * as oauth from "oauth4webapi";
import { config, type IdentityProvider } from "#lib/config.ts";
import { Kept } from "./kept.ts";
import { isSafeAddress, providerFetch } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";

const MINUTE_MS = 60_000;

/** How far the provider's clock may be from ours, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 60;

export type ProviderKeys = ReturnType<typeof createLocalJWKSet>;

const open = (settings: IdentityProvider) => {
  const metadata = new Kept((signal) => discover(settings.issuer, signal), { maxAgeMs: 10 * MINUTE_MS, coolDownMs: 0 });
  return {
    settings,
    client: { client_id: settings.clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS } satisfies oauth.Client,
    metadata,
    /** Its keys are asked for again for a token with an unknown one, but not for every such token. */
    keys: new Kept(async (signal) => fetchKeys(await metadata.get(signal), signal), {
      maxAgeMs: 10 * MINUTE_MS,
      coolDownMs: MINUTE_MS / 2,
    }),
  };
};

export type Provider = ReturnType<typeof open>;

let current: Provider | undefined;

/**
 * The provider that is configured, with what it has said of itself.
 * @throws ProviderProblem when none is
 */
export function provider(): Provider {
  const { identityProvider } = config();
  if (!identityProvider) throw new ProviderProblem("unreachable");
  if (current?.settings !== identityProvider) current = open(identityProvider);
  return current;
}

/** How the provider is asked. Which addresses are safe is decided for each of them, in one place. */
export const asking = (signal: AbortSignal) => ({
  signal,
  [oauth.customFetch]: providerFetch,
  [oauth.allowInsecureRequests]: true,
});

const NEEDED = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;

async function discover(issuer: string, signal: AbortSignal): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(issuer), asking(signal));
  if (response.status !== 200) throw new ProviderProblem("unreachable");
  const metadata = await oauth.processDiscoveryResponse(new URL(issuer), response).catch((error) => {
    throw new ProviderProblem(error.code === oauth.JSON_ATTRIBUTE_COMPARISON ? "other-issuer" : "answer", error);
  });
  if (metadata.issuer !== issuer) throw new ProviderProblem("other-issuer");
  if (NEEDED.some((name) => metadata[name] === undefined)) throw new ProviderProblem("incomplete");
  const addresses = [...NEEDED, "end_session_endpoint", "userinfo_endpoint"].map((name) => metadata[name]);
  if (!addresses.every((address) => address === undefined || isSafeAddress(String(address))))
    throw new ProviderProblem("insecure");
  return metadata;
}

async function fetchKeys({ jwks_uri }: oauth.AuthorizationServer, signal: AbortSignal): Promise<ProviderKeys> {
  const response = await providerFetch(String(jwks_uri), { headers: { accept: "application/json" }, signal });
  if (response.status !== 200) throw new ProviderProblem("unreachable");
  try {
    return createLocalJWKSet((await response.json()) as JSONWebKeySet);
  } catch (error) {
    throw new ProviderProblem("answer", error);
  }
}
