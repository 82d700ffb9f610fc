import { decrypt, encrypt } from "#lib/crypto/encryption.ts";
import { cookieName, LONGEST_COOKIE_SECONDS, readCookie } from "#lib/http/cookies.ts";

export const sessionCookieName = (): string => cookieName("session");

/** By this machine's clock, which may be wrong: the session's row decides, by the database's clock. */
export const SESSION_JWT_SECONDS = LONGEST_COOKIE_SECONDS;

export const encodeSessionToken = (sessionToken: string): string =>
  encrypt("session", { sid: sessionToken }, SESSION_JWT_SECONDS);

/** From a `Cookie` header. */
export function sessionTokenIn(header: string): string | undefined {
  const value = readCookie(header, sessionCookieName());
  return value ? decodeSessionToken(value) : undefined;
}

/** @returns `undefined` for garbage, and for a value whose AUTH_SECRET has been retired */
export function decodeSessionToken(value: string): string | undefined {
  const sid = decrypt("session", value)?.sid;
  return typeof sid === "string" ? sid : undefined;
}
