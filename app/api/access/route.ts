import type { NextRequest } from "next/server";
import { config } from "#lib/config/index.ts";
import { accessHeaders } from "#lib/forward-auth/access-headers.ts";
import { parseDemands, satisfies } from "#lib/forward-auth/requirements.ts";
import { requestContext } from "#lib/http/request-context.ts";
import { safeReturnAddress } from "#lib/http/return-url.ts";
import { log } from "#lib/log.ts";
import { loginThenBack, paths } from "#lib/paths.ts";
import { currentVisitor } from "#lib/sessions/current-session.ts";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

/**
 * The gate: a reverse proxy asks it about each request to the product behind it, with the client's cookie. See
 * docs/forward-auth.md.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const demands = parseDemands(request.nextUrl.searchParams);
  if (!demands) return answer(400);
  const visitor = await currentVisitor();
  // A single-use password opens nothing but the choice of another.
  if (!visitor || visitor.mustChoosePassword) return demands["sign-in"] ? leadToSignIn() : answer(401);
  if (!satisfies(visitor.actor, demands)) return answer(403);
  const headers = accessHeaders(visitor.actor);
  if (headers) return answer(204, headers);
  log.warn({ accountId: visitor.actor.id }, "the gate is closed to an account: its domain restrictions are too long");
  return answer(403);
}

function leadToSignIn(): Response {
  const { appUrl, gateOrigins } = config();
  const back = safeReturnAddress(requestContext()?.proxiedAddress, gateOrigins);
  return answer(302, { Location: new URL(loginThenBack(back ?? paths.home), appUrl).href });
}
