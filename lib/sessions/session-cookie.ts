import { cookies } from "next/headers";
import { config } from "#lib/config/index.ts";
import { cookieOptions } from "#lib/http/cookies.ts";
import { decodeSessionToken, encodeSessionToken, sessionCookieName } from "./session-jwt.ts";

/** How long the browser keeps the cookie, by its own clock: the session's row ends no later. */
export const sessionCookieOptions = () => ({ ...cookieOptions(), maxAge: config().sessionMaxHours * 3600 });

/** The session token in the request's cookie; `undefined` for none and for garbage. */
export async function readSessionCookie(): Promise<string | undefined> {
  const value = (await cookies()).get(sessionCookieName())?.value;
  return value ? decodeSessionToken(value) : undefined;
}

/** Only where cookies can be set: in an action or a route. */
export async function writeSessionCookie(sessionToken: string): Promise<void> {
  (await cookies()).set(sessionCookieName(), await encodeSessionToken(sessionToken), sessionCookieOptions());
}

/** Only where cookies can be set: in an action or a route. */
export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(sessionCookieName(), "", { ...cookieOptions(), maxAge: 0 });
}
