import * as oauth from "oauth4webapi";
import { type AuthorizationRequest, callbackUrl } from "./authorization-request.ts";
import type { ClientAuthenticationMethod } from "./client-authentication.ts";
import type { IssuedBetween } from "./clock.ts";
import { problemIn } from "./oauth-response.ts";
import type { Provider } from "./provider.ts";
import { shownAddress } from "./provider-fetch.ts";
import type { ProviderProblem } from "./provider-problem.ts";
import { requestOptions } from "./request-options.ts";

type Answered = Readonly<{ response: Response; issued: IssuedBetween }>;

/**
 * Turns a code into tokens, with each of the client authentication methods that the provider offers until one is
 * accepted.
 * @returns the provider's response with them, and when they were issued
 * @throws ProviderProblem for every other response
 */
export async function requestTokens(
  provider: Provider,
  server: oauth.AuthorizationServer,
  callback: URLSearchParams,
  { verifier }: AuthorizationRequest,
  signal: AbortSignal,
): Promise<Answered> {
  const { authentication } = provider;
  const secrets = [callback.get("code") ?? "", verifier, provider.settings.clientSecret];
  const asked = { step: "token", address: shownAddress(String(server.token_endpoint)), secrets } as const;
  let refused: ProviderProblem | undefined;
  for (const method of authentication.methodsFor(server)) {
    const from = Date.now();
    const response = await request(provider, server, callback, verifier, method, signal);
    const problem = await problemIn(response, asked);
    if (!problem) {
      authentication.accept(method);
      return { response, issued: { from, to: Date.now() } };
    }
    refused ??= problem;
    if (!isClientRefused(problem)) throw problem;
  }
  throw refused;
}

const request = (
  { client, authentication }: Provider,
  server: oauth.AuthorizationServer,
  callback: URLSearchParams,
  verifier: string,
  method: ClientAuthenticationMethod,
  signal: AbortSignal,
): Promise<Response> =>
  oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication.by(method),
    callback,
    callbackUrl(),
    verifier,
    requestOptions("token", signal),
  );

/** Some answer with a challenge alone (RFC 6749, 5.2), and Glewlwyd with the error of a client that may not do this. */
const isClientRefused = ({ kind, details: { status, oauthError = "" } }: ProviderProblem): boolean =>
  ["invalid_client", "unauthorized_client"].includes(oauthError) || (kind === "status" && status === 401);
