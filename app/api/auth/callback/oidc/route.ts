import type { NextRequest } from "next/server";
import { safeWayOn } from "#app/_auth/return-to.ts";
import { config } from "#lib/config/index.ts";
import { Forbidden } from "#lib/errors.ts";
import type { Attempt } from "#lib/federation/authorization-request.ts";
import { takeAttempt } from "#lib/federation/pending-authorizations.ts";
import { signInWithProvider } from "#lib/federation/sign-in-with-provider.ts";
import { rehearse } from "#lib/federation/test-sign-in.ts";
import { writeSealedCookie } from "#lib/http/encrypted-cookie.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { loginAfter, loginThenBack, paths } from "#lib/paths.ts";
import { currentVisitor } from "#lib/sessions/current-session.ts";
import { readSessionCookie, writeSessionCookie } from "#lib/sessions/session-cookie.ts";

/** Where the identity provider sends people back to. Its answer counts in the browser that asked for it, and once. */
export async function GET({ nextUrl }: NextRequest): Promise<Response> {
  const answer = new URLSearchParams(nextUrl.search);
  const attempt = await takeAttempt(answer.get("state") ?? "");
  if (!attempt) return goOn(loginAfter("expired", paths.home));
  return goOn(await (attempt.purpose === "rehearsal" ? finishRehearsal : finishSignIn)(attempt, answer));
}

async function finishSignIn(attempt: Attempt, answer: URLSearchParams): Promise<string> {
  const next = safeWayOn(attempt.next);
  const outcome = await signInWithProvider(attempt, answer, await requestSource(), await readSessionCookie());
  if (!outcome.signedIn) return loginAfter(outcome.problem, next);
  await writeSessionCookie(outcome.sessionSecret);
  return next;
}

async function finishRehearsal(attempt: Attempt, answer: URLSearchParams): Promise<string> {
  const visitor = await currentVisitor();
  if (!visitor || visitor.mustChoosePassword) return loginThenBack(paths.federation);
  try {
    await writeSealedCookie("rehearsal", await rehearse(visitor.actor, attempt, answer));
  } catch (error) {
    // The page that follows says the same, with its status.
    if (!(error instanceof Forbidden)) throw error;
  }
  return paths.federation;
}

const goOn = (next: string): Response =>
  new Response(null, { status: 303, headers: { location: new URL(next, config().appUrl).href } });
