import type { NextRequest } from "next/server";
import { config } from "#lib/config.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { markEntered } from "#lib/http/request-context.ts";
import { handlers } from "#lib/signin/auth.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { signOut } from "#lib/signin/sign-out.ts";

export const { GET } = handlers;

/** next-auth's own routes, for our own pages only; a sign-out ends the session's row before the cookie goes. */
export async function POST(request: NextRequest): Promise<Response> {
  markEntered();
  if (!isOwnOrigin(request.headers, config().appUrl)) return new Response(null, { status: 403 });
  if (request.nextUrl.pathname.endsWith("/signout")) {
    const visitor = await currentVisitor();
    if (visitor) await signOut(visitor.mustChoosePassword ? visitor.holder : visitor.actor);
  }
  return handlers.POST(request);
}
