import type { JWTPayload } from "jose";
import * as oauth from "oauth4webapi";
import { errorIn } from "./oauth-error.ts";
import type { Provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { requestOptions, withoutQuery } from "./provider-fetch.ts";

export const lacksClaims = (claims: JWTPayload): boolean =>
  ["email", "email_verified", "given_name", "family_name"].some((name) => claims[name] === undefined);

/** OpenID Connect Core 1.0, 5.3; no claims where the provider has no such endpoint. */
export async function fetchUserInfo(
  { client }: Provider,
  server: oauth.AuthorizationServer,
  accessToken: string,
  subject: string,
  signal: AbortSignal,
): Promise<JWTPayload> {
  if (!server.userinfo_endpoint) return {};
  const details = { step: "userinfo", url: withoutQuery(server.userinfo_endpoint) } as const;
  const response = await oauth.userInfoRequest(server, client, accessToken, requestOptions("userinfo", signal));
  const error = await errorIn(response, { ...details, secrets: [accessToken] });
  if (error) throw error;
  try {
    return await oauth.processUserInfoResponse(server, client, subject, response);
  } catch (error) {
    if (error instanceof oauth.OperationProcessingError && error.code === oauth.JSON_ATTRIBUTE_COMPARISON)
      throw new ProviderError("subject", details, error);
    throw new ProviderError("malformed", { ...details, detail: "with something other than claims in JSON" }, error);
  }
}
