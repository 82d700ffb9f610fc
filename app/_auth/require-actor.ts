import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Actor } from "#lib/access/actor.ts";
import { PATH_HEADER } from "#lib/http/request-headers.ts";
import { safeReturnPath } from "#lib/http/return-path.ts";
import { loginWithReturn, newPasswordWithReturn } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";

const currentPath = async () => safeReturnPath((await headers()).get(PATH_HEADER));

/** The signed-in account; everybody else is redirected to sign in, or to choose a password, and returns afterwards. */
export async function requireActor(): Promise<Actor> {
  const session = await currentSession();
  if (!session) redirect(loginWithReturn(await currentPath()));
  if (session.passwordChangeRequired) redirect(newPasswordWithReturn(await currentPath()));
  return session.actor;
}
