"use server";

import { redirect } from "next/navigation";
import { paths } from "#lib/paths.ts";
import { farewellAddress } from "#lib/signin/federation/farewell.ts";
import { currentVisitor } from "#lib/signin/session.ts";
import { clearSessionCookie } from "#lib/signin/session-cookie.ts";
import { signOut } from "#lib/signin/sign-out.ts";
import { requireOwnOrigin } from "./guards.tsx";
import { leaveFor } from "./leave-for.ts";
import { giveNotice } from "./notices.ts";

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
