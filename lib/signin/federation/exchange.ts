import * as oauth from "oauth4webapi";
import { type Attempt, callbackAddress } from "./attempt.ts";
import { asking, provider } from "./provider.ts";
import { exchangeDeadline } from "./provider-fetch.ts";
import { type ProviderPerson, personClaims } from "./provider-person.ts";
import { type ProblemKind, ProviderProblem } from "./provider-problem.ts";
import { readSignedToken } from "./signed-token.ts";

/**
 * Turns the provider's answer into whom it speaks of. Everything that this asks of the provider is over in five
 * seconds.
 * @param answer the callback's parameters
 * @throws ProviderProblem when the provider cannot be asked, or something about its answer is not as it must be
 */
export async function exchange(attempt: Attempt, answer: URLSearchParams): Promise<ProviderPerson> {
  const signal = exchangeDeadline();
  try {
    return await ask(attempt, answer, signal);
  } catch (error) {
    throw error instanceof ProviderProblem ? error : new ProviderProblem(problemOf(error), error);
  }
}

async function ask(attempt: Attempt, answer: URLSearchParams, signal: AbortSignal): Promise<ProviderPerson> {
  const { settings, client, metadata } = provider();
  const server = await metadata.get(signal);
  const checked = oauth.validateAuthResponse(server, client, answer, attempt.state);
  const authentication = oauth.ClientSecretBasic(settings.clientSecret);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    checked,
    callbackAddress(),
    attempt.verifier,
    asking(signal),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: attempt.nonce,
    requireIdToken: true,
  });
  const idToken = String(tokens.id_token);
  // The library leaves the signature to TLS.
  const signed = await readSignedToken(idToken, signal);
  const claims = personClaims.parse(signed);
  const more = claims.email ? {} : await askMore(server, tokens.access_token, claims.sub, signal);
  return {
    issuer: settings.issuer,
    subject: claims.sub,
    email: claims.email ?? more.email,
    emailVerified: claims.email ? claims.email_verified : more.email_verified,
    givenName: claims.given_name ?? more.given_name,
    familyName: claims.family_name ?? more.family_name,
    fullName: claims.name ?? more.name,
    sessionId: claims.sid,
    idToken,
  };
}

type Claims = ReturnType<typeof personClaims.parse>;

/** What a provider that keeps its ID tokens short tells at its UserInfo endpoint (OpenID Connect Core 1.0, 5.4). */
async function askMore(
  server: oauth.AuthorizationServer,
  accessToken: string,
  subject: string,
  signal: AbortSignal,
): Promise<Partial<Claims>> {
  if (!server.userinfo_endpoint) return {};
  const { client } = provider();
  const response = await oauth.userInfoRequest(server, client, accessToken, asking(signal));
  return personClaims.parse(await oauth.processUserInfoResponse(server, client, subject, response));
}

const CLAIMS: Readonly<Record<string, ProblemKind>> = {
  iss: "issuer",
  aud: "audience",
  azp: "audience",
  nonce: "nonce",
};

/** What the library found wrong. */
function problemOf(error: unknown): ProblemKind {
  if (error instanceof oauth.WWWAuthenticateChallengeError) return error.status === 401 ? "client" : "answer";
  if (error instanceof oauth.ResponseBodyError) return error.error === "invalid_client" ? "client" : "code";
  if (error instanceof oauth.UnsupportedOperationError) return "signature";
  if (!(error instanceof oauth.OperationProcessingError)) return "answer";
  const cause = error.cause as Readonly<{ claim?: string; header?: unknown }> | undefined;
  if (error.code === oauth.JWT_TIMESTAMP_CHECK) return "clock";
  if (error.code === oauth.JWT_CLAIM_COMPARISON) return CLAIMS[cause?.claim ?? ""] ?? "answer";
  if (error.code === oauth.JSON_ATTRIBUTE_COMPARISON) return "person";
  if (cause?.header) return "signature";
  return "answer";
}
