"use server";

import { redirect } from "next/navigation";
import { paths } from "#lib/paths.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { clearSessionCookie } from "#lib/signin/session-cookie.ts";
import { signOut } from "#lib/signin/sign-out.ts";
import { requireOwnOrigin } from "./guards.tsx";
import { giveNotice } from "./notices.ts";

/** Ends the session on the server first, and then in the browser. */
export async function signOutAction(): Promise<void> {
  await requireOwnOrigin();
  const visitor = await currentVisitor();
  if (visitor) await signOut(visitor.mustChoosePassword ? visitor.holder : visitor.actor);
  await clearSessionCookie();
  await giveNotice("signed-out");
  redirect(paths.login);
}
