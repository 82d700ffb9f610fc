import * as oauth from "oauth4webapi";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { maxBehindOf } from "./clock.ts";
import { type IdentityClaims, identityClaimsFrom, subjectOf } from "./identity-claims.ts";
import { withoutSecrets } from "./oauth-response.ts";
import { provider } from "./provider.ts";
import { exchangeDeadline, shownAddress } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { requestTokens } from "./request-tokens.ts";
import { ALGORITHMS, requireOnTime, verifySignedToken } from "./signed-token.ts";
import { lacksClaims, readUserInfo } from "./user-info.ts";

/**
 * Turns the provider's answer into whom it speaks of. Everything that this asks of the provider is over in five
 * seconds.
 * @param answer the callback's parameters
 * @throws ProviderProblem when the provider cannot be asked, or something about its answer is not as it must be
 */
export async function exchange(attempt: AuthorizationRequest, answer: URLSearchParams): Promise<IdentityClaims> {
  const signal = exchangeDeadline();
  const current = provider();
  const { settings, client, metadata } = current;
  const server = await metadata.get(signal);
  const callback = checkCallback(server, client, attempt, answer);
  const { response, issued } = await requestTokens(current, server, callback, attempt, signal);
  const idToken = await idTokenIn(response, String(server.token_endpoint));
  // The library leaves the signature to TLS.
  const claims = await verifySignedToken(current, "id-token", idToken, signal);
  const answeredAt = Date.parse(response.headers.get("date") ?? "");
  requireOnTime("id-token", claims, issued, maxBehindOf(claims, answeredAt, issued));
  const subject = subjectOf(claims);
  const tokens = await oauth
    .processAuthorizationCodeResponse(anyAlgorithm(server), client, response, {
      expectedNonce: attempt.nonce,
      requireIdToken: true,
    })
    .catch((error) => {
      throw problemWithTokens(error);
    });
  const more = lacksClaims(claims) ? await readUserInfo(current, server, tokens.access_token, subject, signal) : {};
  const { issuer, trustEmail } = settings;
  return identityClaimsFrom({ issuer, subject, idToken, trustEmail }, claims, more);
}

/** The signature is verified already, and the list may be older than the provider's last change of it. */
const anyAlgorithm = (server: oauth.AuthorizationServer): oauth.AuthorizationServer => ({
  ...server,
  id_token_signing_alg_values_supported: ALGORITHMS,
});

/** The answer, if it is one to this attempt that carries a code (RFC 6749, 4.1.2; RFC 9207, 2.4). */
function checkCallback(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  { state }: AuthorizationRequest,
  answer: URLSearchParams,
): URLSearchParams {
  const step = "callback";
  const issuer = answer.get("iss");
  if (issuer !== null && issuer !== server.issuer)
    throw new ProviderProblem("issuer", { step, issuer, expectedIssuer: server.issuer });
  const error = answer.get("error");
  if (error) {
    const secrets = [answer.get("code") ?? "", state];
    throw new ProviderProblem(error === "access_denied" ? "denied" : "oauth-error", {
      step,
      oauthError: withoutSecrets(error, secrets),
      oauthErrorDescription: withoutSecrets(answer.get("error_description") ?? "", secrets),
    });
  }
  try {
    if (!answer.get("code")) throw new Error("There is no code.");
    return oauth.validateAuthResponse(server, client, answer, state);
  } catch (error) {
    throw new ProviderProblem("malformed", { step, detail: "the answer has no code, or not what goes with it" }, error);
  }
}

async function idTokenIn(response: Response, address: string): Promise<string> {
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body?.id_token === "string") return body.id_token;
  const detail = body ? "without an ID token" : "not in JSON";
  throw new ProviderProblem("malformed", { step: "token", address: shownAddress(address), detail });
}

/** What the library found wrong with an ID token that the provider has signed, or with what came along. */
function problemWithTokens(error: unknown): ProviderProblem {
  const step = "id-token";
  const cause = error instanceof Error ? (error.cause as Readonly<{ claim?: string }> | undefined) : undefined;
  if (cause?.claim === "nonce") return new ProviderProblem("nonce", { step }, error);
  if (cause?.claim === "aud" || cause?.claim === "azp") return new ProviderProblem("audience", { step }, error);
  return new ProviderProblem("malformed", { step, detail: "it is not one of OpenID Connect" }, error);
}
