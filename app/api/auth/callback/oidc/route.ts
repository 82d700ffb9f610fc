import type { NextRequest } from "next/server";
import { safeReturnTo } from "#app/_auth/return-to.ts";
import { config } from "#lib/config/index.ts";
import { Forbidden } from "#lib/errors.ts";
import type { AuthorizationRequest } from "#lib/federation/authorization-request.ts";
import { takeAuthorization } from "#lib/federation/pending-authorizations.ts";
import { signInWithProvider } from "#lib/federation/sign-in-with-provider.ts";
import { testSignIn } from "#lib/federation/test-sign-in.ts";
import { writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { loginWithError, loginWithReturn, paths } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";
import { readSessionCookie, writeSessionCookie } from "#lib/sessions/session-cookie.ts";

/** The redirect URI. A callback counts once, in the browser that made the authorization request. */
export async function GET({ nextUrl }: NextRequest): Promise<Response> {
  const callback = new URLSearchParams(nextUrl.search);
  const request = await takeAuthorization(callback.get("state") ?? "");
  if (!request) return redirectTo(loginWithError("expired", paths.home));
  return redirectTo(await (request.purpose === "test-sign-in" ? finishTestSignIn : finishSignIn)(request, callback));
}

async function finishSignIn(request: AuthorizationRequest, callback: URLSearchParams): Promise<string> {
  const returnTo = safeReturnTo(request.returnTo);
  const outcome = await signInWithProvider(request, callback, await requestSource(), await readSessionCookie());
  if (!outcome.signedIn) return loginWithError(outcome.problem, returnTo);
  await writeSessionCookie(outcome.sessionToken);
  return returnTo;
}

async function finishTestSignIn(request: AuthorizationRequest, callback: URLSearchParams): Promise<string> {
  const session = await currentSession();
  if (!session || session.passwordChangeRequired) return loginWithReturn(paths.federation);
  try {
    await writeEncryptedCookie("test-sign-in", await testSignIn(session.actor, request, callback));
  } catch (error) {
    // The next page shows the error.
    if (!(error instanceof Forbidden)) throw error;
  }
  return paths.federation;
}

const redirectTo = (target: string): Response =>
  new Response(null, { status: 303, headers: { location: new URL(target, config().appUrl).href } });
