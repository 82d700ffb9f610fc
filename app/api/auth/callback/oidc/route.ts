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

/** The redirect URI. A response is valid once, in the browser that started the request. */
export async function GET({ nextUrl }: NextRequest): Promise<Response> {
  const response = new URLSearchParams(nextUrl.search);
  const authorization = await takeAuthorization(response.get("state") ?? "");
  if (!authorization) return redirectTo(loginWithError("expired", paths.home));
  return redirectTo(
    await (authorization.purpose === "test-sign-in" ? finishTestSignIn : finishSignIn)(authorization, response),
  );
}

async function finishSignIn(authorization: AuthorizationRequest, response: URLSearchParams): Promise<string> {
  const next = safeReturnTo(authorization.next);
  const outcome = await signInWithProvider(authorization, response, await requestSource(), await readSessionCookie());
  if (!outcome.signedIn) return loginWithError(outcome.problem, next);
  await writeSessionCookie(outcome.sessionToken);
  return next;
}

async function finishTestSignIn(authorization: AuthorizationRequest, response: URLSearchParams): Promise<string> {
  const session = await currentSession();
  if (!session || session.passwordChangeRequired) return loginWithReturn(paths.federation);
  try {
    await writeEncryptedCookie("test-sign-in", await testSignIn(session.actor, authorization, response));
  } catch (error) {
    // The next page shows the error.
    if (!(error instanceof Forbidden)) throw error;
  }
  return paths.federation;
}

const redirectTo = (next: string): Response =>
  new Response(null, { status: 303, headers: { location: new URL(next, config().appUrl).href } });
