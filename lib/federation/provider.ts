import { isDeepStrictEqual } from "node:util";
import * as oauth from "oauth4webapi";
import { config } from "#lib/config/index.ts";
import type { IdentityProvider } from "#lib/config/oidc.ts";
import { ClientAuthentication } from "./client-authentication.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./clock.ts";
import { Discovery } from "./discovery.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { SigningKeys } from "./signing-keys.ts";

const open = (settings: IdentityProvider) => ({
  settings,
  client: { client_id: settings.clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS } satisfies oauth.Client,
  metadata: new Discovery(settings.issuer),
  keys: new SigningKeys(),
  authentication: new ClientAuthentication(settings.clientSecret),
});

export type Provider = ReturnType<typeof open>;

/** On `globalThis`, because pages, actions and routes are compiled with a copy of this file each. */
const KEY = Symbol.for("gatehouse.provider");
const shared = globalThis as typeof globalThis & { [KEY]?: Provider };

/**
 * The provider that is configured, with what it has said of itself.
 * @throws ProviderProblem when none is
 */
export function provider(): Provider {
  const { identityProvider } = config();
  if (!identityProvider) throw new ProviderProblem("off", { step: "discovery" });
  const known = shared[KEY];
  if (known && isDeepStrictEqual(known.settings, identityProvider)) return known;
  const opened = open(identityProvider);
  shared[KEY] = opened;
  return opened;
}
