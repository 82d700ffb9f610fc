import { transaction } from "#db/client.ts";
import { ENCRYPTED_COOKIE_SECONDS } from "#lib/http/encrypted-cookie.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { consumeOnce } from "./consume-once.ts";
import { exchangeCode } from "./exchange-code.ts";
import type { IdentityClaims } from "./identity-claims.ts";
import { logProviderError, ProviderError } from "./provider-error.ts";

export type CallbackResult =
  | Readonly<{ status: "authenticated"; claims: IdentityClaims }>
  /** It belongs to no request of this browser, or was handled before. */
  | Readonly<{ status: "expired" }>
  | Readonly<{ status: "failed"; error: ProviderError }>;

export async function handleCallback(
  request: AuthorizationRequest,
  callback: URLSearchParams,
): Promise<CallbackResult> {
  if (callback.get("state") !== request.state) return { status: "expired" };
  const isFirstUse = await transaction((tx) => consumeOnce(tx, request.state, ENCRYPTED_COOKIE_SECONDS.authorization));
  if (!isFirstUse) return { status: "expired" };
  try {
    return { status: "authenticated", claims: await exchangeCode(request, callback) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    logProviderError(error);
    return { status: "failed", error };
  }
}
