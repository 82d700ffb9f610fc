import * as oauth from "oauth4webapi";
import { z } from "zod";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { provider } from "./provider.ts";
import { logProviderError, ProviderError } from "./provider-error.ts";
import { providerDeadline } from "./provider-fetch.ts";

export const authorizationRequestSchema = z.object({
  /** RFC 6749, 10.12. */
  state: z.string(),
  /** OpenID Connect Core 1.0, 15.5.2. */
  nonce: z.string(),
  /** RFC 7636. */
  codeVerifier: z.string(),
  /** Both come back at the same callback, because some providers accept one redirect URI only. */
  purpose: z.enum(["sign-in", "test-sign-in"]),
  /** A path here, or a URL of a product behind forward auth. */
  returnTo: z.string(),
});

export type AuthorizationRequest = z.output<typeof authorizationRequestSchema>;

export const callbackUrl = (): string => new URL(paths.providerCallback, config().appUrl).href;

/** Google rejects `login`. */
export const reauthenticationPrompt = (issuer: string): string =>
  issuer === "https://accounts.google.com" ? "select_account" : "login";

/** @throws ProviderError (and logs it) when the provider cannot be reached */
export async function startAuthorization(
  { purpose, returnTo }: Pick<AuthorizationRequest, "purpose" | "returnTo">,
  reauthenticate: boolean,
): Promise<Readonly<{ request: AuthorizationRequest; url: string }>> {
  const { settings, metadata } = provider();
  const { authorization_endpoint } = await metadata.get(providerDeadline()).catch((error) => {
    if (error instanceof ProviderError) logProviderError(error);
    throw error;
  });
  const request = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    purpose,
    returnTo,
  };
  const url = new URL(String(authorization_endpoint));
  const parameters = {
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: callbackUrl(),
    scope: "openid email profile",
    state: request.state,
    nonce: request.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: "S256",
    ...(reauthenticate && { prompt: reauthenticationPrompt(settings.issuer) }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { request, url: url.href };
}
