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
  const { federation } = config();
  if (!federation || ended?.issuer !== federation.issuer) return undefined;
  try {
    const { end_session_endpoint } = await provider().metadata.get(providerDeadline());
    if (!end_session_endpoint) return undefined;
    const url = new URL(end_session_endpoint);
    url.searchParams.set("client_id", federation.clientId);
    url.searchParams.set("post_logout_redirect_uri", postLogoutRedirectUri());
    const idToken = await decryptIdToken(ended.encryptedIdToken);
    if (idToken) url.searchParams.set("id_token_hint", idToken);
    return url.href;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    logProviderError(error);
    return undefined;
  }
}
