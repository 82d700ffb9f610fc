"use server";

import { redirect } from "next/navigation";
import { giveNotice } from "#app/_forms/flash.ts";
import { farewellAddress } from "#lib/federation/end-session-url.ts";
import { paths } from "#lib/paths.ts";
import { currentVisitor } from "#lib/sessions/current-session.ts";
import { clearSessionCookie } from "#lib/sessions/session-cookie.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { requireOwnOrigin } from "./page-guards.tsx";
import { leaveFor } from "./redirect-to-provider.ts";

/** Ends the session on the server first, then in the browser, and where an identity provider opened it, there too. */
export async function signOutAction(): Promise<void> {
  await requireOwnOrigin();
  const visitor = await currentVisitor();
  const ended = visitor && (await signOut(visitor.mustChoosePassword ? visitor.holder : visitor.actor));
  await clearSessionCookie();
  await giveNotice("signed-out");
  const farewell = await farewellAddress(ended);
  if (farewell) await leaveFor(farewell);
  redirect(paths.login);
}
