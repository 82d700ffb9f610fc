import * as oauth from "oauth4webapi";
import { type AuthorizationRequest, callbackUrl } from "./authorization-request.ts";
import type { IssuanceWindow } from "./clock-skew.ts";
import { errorIn } from "./oauth-error.ts";
import type { Provider } from "./provider.ts";
import type { ProviderError } from "./provider-error.ts";
import { requestOptions, withoutQuery } from "./provider-fetch.ts";

type TokenResponse = Readonly<{ response: Response; issued: IssuanceWindow }>;

export async function requestTokens(
  { settings, client, authentication }: Provider,
  server: oauth.AuthorizationServer,
  parameters: URLSearchParams,
  { codeVerifier }: AuthorizationRequest,
  signal: AbortSignal,
): Promise<TokenResponse> {
  const secrets = [parameters.get("code") ?? "", codeVerifier, settings.clientSecret];
  const details = { step: "token", url: withoutQuery(String(server.token_endpoint)), secrets } as const;
  let firstError: ProviderError | undefined;
  for (const method of authentication.methodsFor(server)) {
    const from = Date.now();
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication.using(method),
      parameters,
      callbackUrl(),
      codeVerifier,
      requestOptions("token", signal),
    );
    const error = await errorIn(response, details);
    if (!error) {
      authentication.accepted(method);
      return { response, issued: { from, to: Date.now() } };
    }
    firstError ??= error;
    if (!isClientRejected(error)) throw error;
  }
  throw firstError;
}

/** Some providers respond with a challenge alone (RFC 6749, 5.2), and Glewlwyd with `unauthorized_client`. */
const isClientRejected = ({ code, details: { status, oauthError = "" } }: ProviderError): boolean =>
  ["invalid_client", "unauthorized_client"].includes(oauthError) || (code === "status" && status === 401);
