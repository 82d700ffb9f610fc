import type { JWTPayload } from "jose";
import * as oauth from "oauth4webapi";
import { problemIn } from "./oauth-response.ts";
import type { Provider } from "./provider.ts";
import { shownAddress } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { requestOptions } from "./request-options.ts";

/** Whether an ID token leaves out what an account here is made of. */
export const lacksClaims = (claims: JWTPayload): boolean =>
  ["email", "email_verified", "given_name", "family_name"].some((name) => claims[name] === undefined);

/**
 * What a provider that keeps its ID tokens short tells at its UserInfo endpoint (OpenID Connect Core 1.0, 5.3).
 * @returns nothing where it has none
 * @throws ProviderProblem when it does not answer, or about another person
 */
export async function readUserInfo(
  { client }: Provider,
  server: oauth.AuthorizationServer,
  accessToken: string,
  subject: string,
  signal: AbortSignal,
): Promise<JWTPayload> {
  if (!server.userinfo_endpoint) return {};
  const details = { step: "userinfo", address: shownAddress(server.userinfo_endpoint) } as const;
  const response = await oauth.userInfoRequest(server, client, accessToken, requestOptions("userinfo", signal));
  const problem = await problemIn(response, { ...details, secrets: [accessToken] });
  if (problem) throw problem;
  try {
    return await oauth.processUserInfoResponse(server, client, subject, response);
  } catch (error) {
    const isAnother = error instanceof Error && "code" in error && error.code === oauth.JSON_ATTRIBUTE_COMPARISON;
    if (isAnother) throw new ProviderProblem("subject", details, error);
    throw new ProviderProblem("malformed", { ...details, detail: "not with claims in JSON about a sub" }, error);
  }
}
