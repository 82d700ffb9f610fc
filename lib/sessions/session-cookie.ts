import { cookies } from "next/headers";
import { config } from "#lib/config/index.ts";
import { decrypt, encrypt } from "#lib/crypto/encryption.ts";
import { cookieName, isSecure } from "#lib/http/cookies.ts";

/** The one claim of the token: the session's opaque secret. No role and nothing personal travels with it. */
export type SessionClaim = Readonly<{ sid: string }>;

export const sessionCookieName = (): string => cookieName("session");

/** No browser keeps a cookie for longer (RFC 6265bis, 5.5). */
export const LONGEST_COOKIE_SECONDS = 400 * 24 * 3600;

export const sessionCookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** How many seconds the browser keeps its cookie, by its own clock; the session's row ends no later. */
export const sessionMaxAge = (): number => config().sessionMaxHours * 3600;

/**
 * How many seconds its content can be read, by this machine's clock, which may be wrong: when a session ends is the
 * row's to say, by the database's.
 */
export const SESSION_TOKEN_SECONDS = LONGEST_COOKIE_SECONDS;

/** The secret that the request's cookie carries; `undefined` for none and for garbage. */
export async function readSessionCookie(): Promise<string | undefined> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  const content = token ? await decrypt(sessionCookieName(), token) : undefined;
  return typeof content?.sid === "string" ? content.sid : undefined;
}

/** Gives the browser another session's secret. Only where cookies can be set: in an action or a route. */
export async function writeSessionCookie(sessionToken: string): Promise<void> {
  const content: SessionClaim = { sid: sessionToken };
  const token = await encrypt(sessionCookieName(), content, SESSION_TOKEN_SECONDS);
  (await cookies()).set(sessionCookieName(), token, { ...sessionCookieOptions(), maxAge: sessionMaxAge() });
}

/** Makes the browser forget its session. */
export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(sessionCookieName(), "", { ...sessionCookieOptions(), maxAge: 0 });
}
