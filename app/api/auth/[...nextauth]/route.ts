import type { NextRequest } from "next/server";
import { config } from "#lib/config/index.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markEntered } from "#lib/http/request-context.ts";
import { currentVisitor, hasLiveSession } from "#lib/sessions/current-session.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { handlers } from "#lib/sign-in/auth.ts";

/**
 * What is not left to next-auth: it fails over a callback address that it cannot parse (and leads nowhere but home
 * here), and it would call a session live that has ended, and renew its cookie.
 */
async function ownAnswer({ nextUrl }: NextRequest): Promise<Response | undefined> {
  if (nextUrl.searchParams.has("callbackUrl")) return new Response(null, { status: 400 });
  if (nextUrl.pathname.endsWith("/session") && !(await hasLiveSession())) return Response.json(null);
  return undefined;
}

export async function GET(request: NextRequest): Promise<Response> {
  return (await ownAnswer(request)) ?? handlers.GET(request);
}

/** For our own pages only; a sign-out ends the session's row before the cookie goes. */
export async function POST(request: NextRequest): Promise<Response> {
  markEntered();
  if (!isOwnOrigin(request.headers, config().appUrl)) return new Response(null, { status: 403 });
  if (request.nextUrl.pathname.endsWith("/signout")) {
    const visitor = await currentVisitor();
    if (visitor) await signOut(visitor.mustChoosePassword ? visitor.holder : visitor.actor);
  }
  return (await ownAnswer(request)) ?? handlers.POST(request);
}
