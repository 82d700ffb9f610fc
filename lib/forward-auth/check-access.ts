import { config } from "#lib/config/index.ts";
import { safeReturnUrl } from "#lib/http/return-url.ts";
import { log } from "#lib/logging/log.ts";
import { loginWithReturn, paths } from "#lib/paths.ts";
import { resumeSession } from "#lib/sessions/find-session.ts";
import { sessionTokenIn } from "#lib/sessions/session-jwt.ts";
import { accessHeaders } from "./access-headers.ts";
import { isAuthorized, parseRequirements } from "./requirements.ts";

type AccessRequest = Readonly<{
  query: URLSearchParams;
  cookieHeader: string;
  /** The URL that the proxy asks about, as it claims. */
  proxiedUrl: string | undefined;
}>;

/** Without a body. */
export type AccessResponse = Readonly<{ status: number; headers: Readonly<Record<string, string>> }>;

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): AccessResponse => ({
  status,
  headers,
});

/**
 * Forward authentication: a reverse proxy asks about each request with the client's cookie. See docs/forward-auth.md.
 * @throws DatabaseUnavailable
 */
export async function checkAccess({ query, cookieHeader, proxiedUrl }: AccessRequest): Promise<AccessResponse> {
  const requirements = parseRequirements(query);
  if (!requirements) return answer(400);
  const session = await resumeSession(sessionTokenIn(cookieHeader));
  // A single-use password only allows choosing another.
  if (!session || session.passwordChangeRequired)
    return requirements["sign-in"] ? redirectToSignIn(proxiedUrl) : answer(401);
  if (!isAuthorized(session.user, requirements)) return answer(403);
  const headers = accessHeaders(session.user);
  if (headers) return answer(204, headers);
  log.warn({ accountId: session.user.id }, "Forward auth denied: the domain restrictions do not fit into the header");
  return answer(403);
}

function redirectToSignIn(proxiedUrl: string | undefined): AccessResponse {
  const { appUrl, forwardAuthOrigins } = config();
  const back = safeReturnUrl(proxiedUrl, forwardAuthOrigins);
  return answer(302, { Location: new URL(loginWithReturn(back ?? paths.home), appUrl).href });
}
