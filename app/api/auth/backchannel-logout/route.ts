import { backchannelLogout } from "#lib/federation/backchannel-logout.ts";
import { logProviderError, ProviderError } from "#lib/federation/provider-error.ts";
import { markActionStarted } from "#lib/http/request-context.ts";
import { requestSource } from "#lib/http/request-source.ts";

const MAX_LENGTH = 16_384;

/** OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8. Sent by the provider, and authenticated by the token's signature alone. */
export async function POST(request: Request): Promise<Response> {
  markActionStarted();
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  const [token, ...more] = isForm ? new URLSearchParams(await request.text()).getAll("logout_token") : [];
  if (!token || token.length > MAX_LENGTH || more.length > 0) return refused("There is no logout token.");
  try {
    await backchannelLogout(token, (await requestSource()).address);
    return new Response(null, { status: 200 });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    logProviderError(error);
    return refused("The logout token is refused.");
  }
}

const refused = (error_description: string): Response =>
  Response.json({ error: "invalid_request", error_description }, { status: 400 });
