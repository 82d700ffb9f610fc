import * as oauth from "oauth4webapi";
import { z } from "zod";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import { logProblem } from "./log-problem.ts";
import { provider } from "./provider.ts";
import { exchangeDeadline } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";

export const authorizationRequestSchema = z.object({
  /** What the answer must repeat, so that nobody is signed in by somebody else's link (RFC 6749, 10.12). */
  state: z.string(),
  /** What the ID token must repeat, so that no other sign-in's is taken (OpenID Connect Core 1.0, 15.5.2). */
  nonce: z.string(),
  /** What the code is worth nothing without (RFC 7636). */
  verifier: z.string(),
  /** A rehearsal leads to the same callback, because providers know one address; it signs nobody in. */
  purpose: z.enum(["sign-in", "test-sign-in"]),
  /** Where to go on to afterwards: a path here, or an address behind the gate. */
  next: z.string(),
});

/** One sign-in at the provider, from the button to the callback. Known to one browser, and good for one answer. */
export type AuthorizationRequest = z.output<typeof authorizationRequestSchema>;

/** How long people may take to say who they are. */
export const AUTHORIZATION_SECONDS = 15 * 60;

/** Where the provider sends people back to, built from `APP_URL` alone. */
export const callbackUrl = (): string => new URL(paths.providerCallback, config().appUrl).href;

type Begun = Readonly<{
  attempt: AuthorizationRequest;
  /** Where the provider asks people who they are. */
  address: string;
}>;

/**
 * How a provider is asked to let people say again who they are. Google knows no `login` and turns down who asks for it;
 * it lets people choose.
 */
export const promptAgain = (issuer: string): string =>
  issuer === "https://accounts.google.com" ? "select_account" : "login";

/**
 * Begins a sign-in at the provider: authorization code flow with PKCE, state and nonce.
 * @param again whether people are to say who they are even where the provider knows it
 * @throws ProviderProblem (and logs it) when the provider cannot be asked
 */
export async function startAuthorization(
  { purpose, next }: Pick<AuthorizationRequest, "purpose" | "next">,
  again: boolean,
): Promise<Begun> {
  const { settings, metadata } = provider();
  const { authorization_endpoint } = await metadata.get(exchangeDeadline()).catch((error) => {
    if (error instanceof ProviderProblem) logProblem(error);
    throw error;
  });
  const attempt = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    purpose,
    next,
  };
  const address = new URL(String(authorization_endpoint));
  const parameters = {
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: callbackUrl(),
    scope: "openid email profile",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: "S256",
    ...(again && { prompt: promptAgain(settings.issuer) }),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { attempt, address: address.href };
}
