import { config } from "#lib/config/index.ts";
import { paths } from "#lib/paths.ts";
import type { EndedSession } from "#lib/sessions/sign-out.ts";
import { decryptIdToken } from "./id-token-hint.ts";
import { logProblem } from "./log-problem.ts";
import { provider } from "./provider.ts";
import { exchangeDeadline } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** Where the provider sends people back to who have signed out there too. */
export const returnAddress = (): string => new URL(paths.login, config().appUrl).href;

/**
 * Where to sign out of the identity provider as well (OpenID Connect RP-Initiated Logout 1.0, 2).
 * @param ended the session that has just ended here
 * @returns `undefined` where the provider did not open it, has no such place, or cannot be asked
 */
export async function endSessionUrl(ended: EndedSession | undefined): Promise<string | undefined> {
  const { federation } = config();
  if (!federation || ended?.issuer !== federation.issuer) return undefined;
  try {
    const { end_session_endpoint } = await provider().metadata.get(exchangeDeadline());
    if (!end_session_endpoint) return undefined;
    const address = new URL(end_session_endpoint);
    address.searchParams.set("client_id", federation.clientId);
    address.searchParams.set("post_logout_redirect_uri", returnAddress());
    const idToken = await decryptIdToken(ended.encryptedIdToken);
    if (idToken) address.searchParams.set("id_token_hint", idToken);
    return address.href;
  } catch (error) {
    if (!(error instanceof ProviderProblem)) throw error;
    logProblem(error);
    return undefined;
  }
}
