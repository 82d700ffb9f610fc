import { compactVerify, type JWTPayload } from "jose";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { maxBehindSecondsOf } from "./clock-skew.ts";
import { type IdentityClaims, identityClaims, subjectOf } from "./identity-claims.ts";
import { redact } from "./oauth-error.ts";
import { provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { providerDeadline, withoutQuery } from "./provider-fetch.ts";
import { requestTokens } from "./request-tokens.ts";
import { requireFresh, SIGNATURE_ALGORITHMS, tokenError, verifyToken } from "./token-validation.ts";
import { fetchUserInfo, lacksClaims } from "./user-info.ts";

/** @throws ProviderError when the provider cannot be reached in time, or anything it sends is not valid */
export async function exchangeCode(request: AuthorizationRequest, callback: URLSearchParams): Promise<IdentityClaims> {
  const signal = providerDeadline();
  const current = provider();
  const { settings, client, metadata } = current;
  const server = await metadata.get(signal);
  const parameters = validateCallback(server, client, request, callback);
  const { response, issued } = await requestTokens(current, server, parameters, request, signal);
  const { id_token: idToken } = await tokensIn(response, withoutQuery(String(server.token_endpoint)));
  // oauth4webapi validates the claims, and leaves the signature to TLS.
  await verifyToken(current, "id-token", idToken, signal, (key) =>
    compactVerify(idToken, key, { algorithms: SIGNATURE_ALGORITHMS }),
  );
  const tokens = await oauth
    .processAuthorizationCodeResponse(withAcceptedAlgorithms(server), client, response, {
      expectedNonce: request.nonce,
      requireIdToken: true,
    })
    .catch((error) => {
      throw tokenError("id-token", error, settings.issuer);
    });
  const claims = oauth.getValidatedIdTokenClaims(tokens) as JWTPayload;
  const respondedAt = Date.parse(response.headers.get("date") ?? "");
  requireFresh("id-token", claims, issued, maxBehindSecondsOf(claims, respondedAt, issued));
  const subject = subjectOf(claims);
  const userInfo = lacksClaims(claims)
    ? await fetchUserInfo(current, server, tokens.access_token, subject, signal)
    : {};
  const { issuer, trustEmail } = settings;
  return identityClaims({ issuer, subject, idToken, trustEmail }, claims, userInfo);
}

/** The provider's own list may be older than its last change of the algorithm. */
const withAcceptedAlgorithms = (server: oauth.AuthorizationServer): oauth.AuthorizationServer => ({
  ...server,
  id_token_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
});

/** RFC 6749, 4.1.2; RFC 9207, 2.4. */
function validateCallback(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  { state }: AuthorizationRequest,
  callback: URLSearchParams,
): URLSearchParams {
  const step = "callback";
  const issuer = callback.get("iss");
  if (issuer !== null && issuer !== server.issuer)
    throw new ProviderError("issuer", { step, issuer, expectedIssuer: server.issuer });
  const error = callback.get("error");
  if (error) {
    const secrets = [callback.get("code") ?? "", state];
    throw new ProviderError(error === "access_denied" ? "denied" : "oauth-error", {
      step,
      oauthError: redact(error, secrets),
      oauthErrorDescription: redact(callback.get("error_description") ?? "", secrets),
    });
  }
  try {
    if (!callback.get("code")) throw new Error("There is no code.");
    return oauth.validateAuthResponse(server, client, callback, state);
  } catch (error) {
    throw new ProviderError("malformed", { step, detail: "the callback has no code or invalid parameters" }, error);
  }
}

const tokenResponse = z.looseObject({ access_token: z.string(), token_type: z.string(), id_token: z.string() });

async function tokensIn(response: Response, url: string): Promise<z.output<typeof tokenResponse>> {
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  const parsed = tokenResponse.safeParse(body);
  if (parsed.success) return parsed.data;
  const [missing] = parsed.error.issues[0]?.path ?? [];
  const detail = missing ? `without ${String(missing)}` : "with something other than JSON";
  throw new ProviderError("malformed", { step: "token", url, detail });
}
