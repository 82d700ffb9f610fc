import type { NextRequest } from "next/server";
import { config } from "#lib/config/index.ts";
import { accessHeaders } from "#lib/forward-auth/access-headers.ts";
import { isAuthorized, parseRequirements } from "#lib/forward-auth/requirements.ts";
import { requestContext } from "#lib/http/request-context.ts";
import { safeReturnUrl } from "#lib/http/return-url.ts";
import { log } from "#lib/logging/log.ts";
import { loginWithReturn, paths } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

/** Forward authentication: a reverse proxy asks about each request with the client's cookie. See docs/forward-auth.md. */
export async function GET(request: NextRequest): Promise<Response> {
  const requirements = parseRequirements(request.nextUrl.searchParams);
  if (!requirements) return answer(400);
  const session = await currentSession();
  // A single-use password only allows choosing another.
  if (!session || session.passwordChangeRequired) return requirements["sign-in"] ? redirectToSignIn() : answer(401);
  if (!isAuthorized(session.actor, requirements)) return answer(403);
  const headers = accessHeaders(session.actor);
  if (headers) return answer(204, headers);
  log.warn({ accountId: session.actor.id }, "Forward auth denied: the domain restrictions do not fit into the header");
  return answer(403);
}

function redirectToSignIn(): Response {
  const { appUrl, forwardAuthOrigins } = config();
  const back = safeReturnUrl(requestContext()?.proxiedUrl, forwardAuthOrigins);
  return answer(302, { Location: new URL(loginWithReturn(back ?? paths.home), appUrl).href });
}
