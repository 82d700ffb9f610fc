import { isDeepStrictEqual } from "node:util";
import * as oauth from "oauth4webapi";
import { config } from "#lib/config/index.ts";
import type { IdentityProvider } from "#lib/config/oidc.ts";
import { ClientAuthentication } from "./client-authentication.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./clock-skew.ts";
import { ProviderMetadata } from "./discovery.ts";
import { ProviderError } from "./provider-error.ts";
import { SigningKeys } from "./signing-keys.ts";

const createProvider = (settings: IdentityProvider) => ({
  settings,
  client: { client_id: settings.clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS } satisfies oauth.Client,
  metadata: new ProviderMetadata(settings.issuer),
  keys: new SigningKeys(),
  authentication: new ClientAuthentication(settings.clientSecret),
});

export type Provider = ReturnType<typeof createProvider>;

/** On `globalThis`, because pages, actions and routes are compiled with a copy of this file each. */
const KEY = Symbol.for("gatehouse.provider");
const shared = globalThis as typeof globalThis & { [KEY]?: Provider };

/** @throws ProviderError when none is configured */
export function provider(): Provider {
  const { identityProvider } = config();
  if (!identityProvider) throw new ProviderError("off", { step: "discovery" });
  const cached = shared[KEY];
  if (cached && isDeepStrictEqual(cached.settings, identityProvider)) return cached;
  const created = createProvider(identityProvider);
  shared[KEY] = created;
  return created;
}
