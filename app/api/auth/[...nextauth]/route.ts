import type { NextRequest } from "next/server";
import { config } from "#lib/config/index.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markActionStarted } from "#lib/http/request-context.ts";
import { currentSession, hasActiveSession } from "#lib/sessions/current-session.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { handlers } from "#lib/sign-in/auth.ts";

/**
 * What is not left to next-auth: it fails over a callback address that it cannot parse (and leads nowhere but home
 * here), and it would call a session live that has ended, and renew its cookie.
 */
async function ownAnswer({ nextUrl }: NextRequest): Promise<Response | undefined> {
  if (nextUrl.searchParams.has("callbackUrl")) return new Response(null, { status: 400 });
  if (nextUrl.pathname.endsWith("/session") && !(await hasActiveSession())) return Response.json(null);
  return undefined;
}

export async function GET(request: NextRequest): Promise<Response> {
  return (await ownAnswer(request)) ?? handlers.GET(request);
}

/** For our own pages only; a sign-out ends the session's row before the cookie goes. */
export async function POST(request: NextRequest): Promise<Response> {
  markActionStarted();
  if (!isOwnOrigin(request.headers, config().appUrl)) return new Response(null, { status: 403 });
  if (request.nextUrl.pathname.endsWith("/signout")) {
    const session = await currentSession();
    if (session) await signOut(session.passwordChangeRequired ? session.user : session.actor);
  }
  return (await ownAnswer(request)) ?? handlers.POST(request);
}
