import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import type { EndedSession } from "#lib/sessions/sign-out.ts";
import { decryptIdToken } from "./id-token-hint.ts";
import { provider } from "./provider.ts";
import { logProviderError, ProviderError } from "./provider-error.ts";
import { providerDeadline } from "./provider-fetch.ts";

export const postLogoutRedirectUri = (): string => new URL(paths.login, config().appUrl).href;

/** OpenID Connect RP-Initiated Logout 1.0, 2. */
export async function endSessionUrl(ended: EndedSession | undefined): Promise<string | undefined> {
  const { provider: configured } = authenticationMode();
  if (!configured || ended?.issuer !== configured.issuer) return undefined;
  try {
    const { end_session_endpoint } = await provider().metadata.get(providerDeadline());
    if (!end_session_endpoint) return undefined;
    const url = new URL(end_session_endpoint);
    url.searchParams.set("client_id", configured.clientId);
    url.searchParams.set("post_logout_redirect_uri", postLogoutRedirectUri());
    const idToken = decryptIdToken(ended.encryptedIdToken);
    if (idToken) url.searchParams.set("id_token_hint", idToken);
    return url.href;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    logProviderError(error);
    return undefined;
  }
}
