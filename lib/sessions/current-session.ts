import { cache } from "react";
import type { Actor } from "#lib/access/actor.ts";
import { requestSource } from "#lib/http/request-source.ts";
import { isTokenActive, resumeSession } from "./find-session.ts";
import { readSessionCookie } from "./session-cookie.ts";

/** With `passwordChangeRequired` the user may only replace their single-use password, and is no actor. */
export type RequestSession =
  | Readonly<{ passwordChangeRequired: false; actor: Actor }>
  | Readonly<{ passwordChangeRequired: true; user: Actor }>;

/**
 * Read once per request, so that revocations and changed roles apply to the next one (OWASP ASVS 8.3.2, 7.4.2).
 * @throws DatabaseUnavailable rather than signing anyone out
 */
export const currentSession = cache(async (): Promise<RequestSession | undefined> => {
  const session = await resumeSession(await readSessionCookie());
  if (!session) return undefined;
  const { address } = await requestSource();
  const { passwordChangeRequired } = session;
  const actor: Actor = { ...session.user, address };
  return passwordChangeRequired ? { passwordChangeRequired, user: actor } : { passwordChangeRequired, actor };
});

export async function hasActiveSession(): Promise<boolean> {
  const sessionToken = await readSessionCookie();
  return sessionToken !== undefined && isTokenActive(sessionToken);
}
