import { cookies } from "next/headers";
import { config } from "#lib/config/index.ts";
import { cookieOptions } from "#lib/http/cookies.ts";
import { decodeSessionToken, encodeSessionToken, sessionCookieName } from "./session-jwt.ts";

/** By the browser's clock. The session's row ends no later. */
export const sessionCookieOptions = () => ({ ...cookieOptions(), maxAge: config().sessionMaxHours * 3600 });

export async function readSessionCookie(): Promise<string | undefined> {
  const value = (await cookies()).get(sessionCookieName())?.value;
  return value ? decodeSessionToken(value) : undefined;
}

export async function writeSessionCookie(sessionToken: string): Promise<void> {
  (await cookies()).set(sessionCookieName(), encodeSessionToken(sessionToken), sessionCookieOptions());
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(sessionCookieName(), "", { ...cookieOptions(), maxAge: 0 });
}
