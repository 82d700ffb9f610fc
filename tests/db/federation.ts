import type { JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { signInWithProvider, startProviderSignIn } from "#lib/federation/sign-in-with-provider.ts";
import type { RequestSource } from "#lib/http/request-source.ts";
import { HostileProvider, INVALID_CLIENT } from "#tests/hostile-provider.ts";
import { anonymousSource } from "./people.ts";

export const provider = new HostileProvider();

/** Starts the provider, which signs people in, for the tests of the file. */
export function startProvider(): void {
  beforeAll(async () => {
    await provider.open();
    completeEnvironment(provider.settings);
  });

  afterEach(() => {
    provider.answers.clear();
    provider.asked.clear();
    provider.claims = {};
    provider.userinfo = undefined;
    provider.sign = (claims) => provider.signed(claims);
    provider.acceptedAuthentication = undefined;
    provider.clientRefusal = INVALID_CLIENT;
  });

  afterAll(() => provider.close());
}

let starts = 1;

/** Forgets what is known of the provider, as a new start does: by another name it is another one. */
export const restartProvider = (settings: Readonly<Record<string, string>> = {}): void =>
  completeEnvironment({ ...provider.settings, OIDC_NAME: `Example ${starts++}`, ...settings });

/** Presses the button, says at the provider who one is, and comes back. */
export async function signInAs(claims: JWTPayload, source: RequestSource = anonymousSource(), replacedSecret?: string) {
  provider.claims = claims;
  const { attempt, address } = await startProviderSignIn("/", false, source);
  return signInWithProvider(attempt, provider.answerTo(address, claims), source, replacedSecret);
}

let subjects = 1;

/** Somebody at the provider, a different one each time, with an e-mail that it has verified. */
export const somebody = (email: string, more: JWTPayload = {}): JWTPayload => ({
  sub: `subject-${subjects++}`,
  email,
  email_verified: true,
  ...more,
});
