import type { NextRequest } from "next/server";
import { config } from "#lib/config/index.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markActionStarted } from "#lib/http/request-context.ts";
import { currentSession, hasActiveSession } from "#lib/sessions/current-session.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { handlers } from "#lib/sign-in/auth.ts";

/** next-auth fails on a callback URL that it cannot parse, and would renew the cookie of an ended session. */
async function ownAnswer({ nextUrl }: NextRequest): Promise<Response | undefined> {
  if (nextUrl.searchParams.has("callbackUrl")) return new Response(null, { status: 400 });
  if (nextUrl.pathname.endsWith("/session") && !(await hasActiveSession())) return Response.json(null);
  return undefined;
}

export async function GET(request: NextRequest): Promise<Response> {
  return (await ownAnswer(request)) ?? handlers.GET(request);
}

/** Same-origin only. Signing out ends the session in the database first. */
export async function POST(request: NextRequest): Promise<Response> {
  markActionStarted();
  if (!isOwnOrigin(request.headers, config().appUrl)) return new Response(null, { status: 403 });
  if (request.nextUrl.pathname.endsWith("/signout")) {
    const session = await currentSession();
    if (session) await signOut(session.passwordChangeRequired ? session.user : session.actor);
  }
  return (await ownAnswer(request)) ?? handlers.POST(request);
}
