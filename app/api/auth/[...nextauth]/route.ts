import type { NextRequest } from "next/server";
import { config } from "#lib/config.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markEntered } from "#lib/http/request-context.ts";
import { handlers } from "#lib/signin/auth.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { signOut } from "#lib/signin/sign-out.ts";

const refused = (status: number) => new Response(null, { status });

/** next-auth leads nowhere but home here, and fails over an address that it cannot parse. */
const asksToLeadAway = ({ nextUrl }: NextRequest) => nextUrl.searchParams.has("callbackUrl");

/** next-auth's own routes. It would call a session live that has ended, and renew its cookie. */
export async function GET(request: NextRequest): Promise<Response> {
  if (asksToLeadAway(request)) return refused(400);
  if (request.nextUrl.pathname.endsWith("/session") && !(await currentVisitor())) return Response.json(null);
  return handlers.GET(request);
}

/** The same, for our own pages only; a sign-out ends the session's row before the cookie goes. */
export async function POST(request: NextRequest): Promise<Response> {
  markEntered();
  if (!isOwnOrigin(request.headers, config().appUrl)) return refused(403);
  if (asksToLeadAway(request)) return refused(400);
  if (request.nextUrl.pathname.endsWith("/signout")) {
    const visitor = await currentVisitor();
    if (visitor) await signOut(visitor.mustChoosePassword ? visitor.holder : visitor.actor);
  }
  return handlers.POST(request);
}
