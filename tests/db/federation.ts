import type { JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { HostileProvider, INVALID_CLIENT } from "#tests/hostile-provider.ts";
import { anonymousSource } from "./people.ts";

export const provider = new HostileProvider();

/** Starts the provider and turns federation on for the tests of the file. */
export function startProvider(): void {
  beforeAll(async () => {
    await provider.open();
    completeEnvironment(provider.settings);
  });

  afterEach(() => {
    provider.responses.clear();
    provider.requestCounts.clear();
    provider.claims = {};
    provider.userInfo = undefined;
    provider.signIdToken = (claims) => provider.signJwt(claims);
    provider.acceptedMethod = undefined;
    provider.clientError = INVALID_CLIENT;
  });

  afterAll(() => provider.close());
}

let names = 1;

/** Configures the provider under a new name, so that nothing is cached of it. */
export const reconfigureProvider = (settings: Readonly<Record<string, string>> = {}): void =>
  completeEnvironment({ ...provider.settings, OIDC_NAME: `Example ${names++}`, ...settings });

/** Signs in through the provider as the user with these claims. */
export async function signInAs(claims: JWTPayload, source: RequestSource = anonymousSource(), replacedToken?: string) {
  provider.claims = claims;
  const { request, url } = await startProviderSignIn("/", false, source);
  return signInWithProvider(request, provider.callbackFor(url, claims), source, replacedToken);
}

let subjects = 1;

/** The claims of a new user at the provider, with a verified email. */
export const userClaims = (email: string, more: JWTPayload = {}): JWTPayload => ({
  sub: `subject-${subjects++}`,
  email,
  email_verified: true,
  ...more,
});
