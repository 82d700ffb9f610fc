import { decode, encode } from "next-auth/jwt";
import { config } from "#lib/config/index.ts";
import { cookieName, LONGEST_COOKIE_SECONDS } from "#lib/http/cookies.ts";

export const sessionCookieName = (): string => cookieName("session");

/** By this machine's clock, which may be wrong: the session's row decides, by the database's clock. */
export const SESSION_JWT_SECONDS = LONGEST_COOKIE_SECONDS;

const keys = () => ({ secret: [...config().authSecrets], salt: sessionCookieName() });

/** As next-auth reads it. */
export const encodeSessionToken = (sessionToken: string): Promise<string> =>
  encode({ token: { sid: sessionToken }, maxAge: SESSION_JWT_SECONDS, ...keys() });

/** @returns `undefined` for garbage, and for a value whose AUTH_SECRET has been retired */
export async function decodeSessionToken(value: string): Promise<string | undefined> {
  try {
    const content = await decode({ token: value, ...keys() });
    return typeof content?.sid === "string" ? content.sid : undefined;
  } catch {
    return undefined;
  }
}
