"use server";

import { redirect } from "next/navigation";
import { setFlash } from "#app/_forms/flash.ts";
import { endSessionUrl } from "#lib/federation/end-session-url.ts";
import { paths } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";
import { clearSessionCookie } from "#lib/sessions/session-cookie.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { requireOwnOrigin } from "./action-guards.ts";
import { redirectToProvider } from "./redirect-to-provider.ts";

/** Ends the session on the server first, then in the browser, then at the identity provider that opened it. */
export async function signOutAction(): Promise<void> {
  await requireOwnOrigin();
  const session = await currentSession();
  const endedSession = session && (await signOut(session.passwordChangeRequired ? session.user : session.actor));
  await clearSessionCookie();
  await setFlash("signed-out");
  const logoutUrl = await endSessionUrl(endedSession);
  if (logoutUrl) await redirectToProvider(logoutUrl);
  redirect(paths.login);
}
