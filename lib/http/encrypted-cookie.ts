import { cookies } from "next/headers";
import type { JWT } from "next-auth/jwt";
import { decrypt, encrypt } from "#lib/crypto/encryption.ts";
import { AUTHORIZATION_SECONDS } from "#lib/federation/authorization-request.ts";
import { LONGEST_COOKIE_SECONDS, sessionCookieOptions } from "#lib/sessions/session-cookie.ts";
import { cookieName } from "./cookies.ts";

/** What a browser carries for us from one request to the next, and can neither read nor write. */
const MAX_AGE_SECONDS = {
  /** A sign-in at the identity provider that it has begun. */
  authorization: AUTHORIZATION_SECONDS,
  /** Where it is about to leave for. */
  "provider-redirect": 60,
  /** What a rehearsal came to. */
  "test-sign-in": 10 * 60,
  /** That accounts have signed in on it: as long as browsers keep a cookie. */
  device: LONGEST_COOKIE_SECONDS,
} as const;

export type EncryptedCookie = keyof typeof MAX_AGE_SECONDS;

/** How many of a kind a browser carries at most: each is sent with every request. */
const KEPT_OF_A_KIND = 5;

/** Several of a kind are told apart by an id, so that none takes another one's place. */
const nameOf = (cookie: EncryptedCookie, id: string | undefined): string =>
  cookieName(id === undefined ? cookie : `${cookie}-${id}`);

/** Only where cookies can be set: in an action or a route. */
export async function writeEncryptedCookie(cookie: EncryptedCookie, content: JWT, id?: string): Promise<void> {
  const maxAge = MAX_AGE_SECONDS[cookie];
  const name = nameOf(cookie, id);
  const jar = await cookies();
  if (id !== undefined) await clearOldest(cookie);
  jar.set(name, await encrypt(name, content, maxAge), { ...sessionCookieOptions(), maxAge });
}

/** What the request's cookie carries; `undefined` for none, for garbage and for what is over. */
export async function readEncryptedCookie(cookie: EncryptedCookie, id?: string): Promise<JWT | undefined> {
  const name = nameOf(cookie, id);
  const sealed = (await cookies()).get(name)?.value;
  return sealed ? decrypt(name, sealed) : undefined;
}

/** Makes the browser forget it. */
export const clearEncryptedCookie = (cookie: EncryptedCookie, id?: string): Promise<void> => clear(nameOf(cookie, id));

/** Makes room for one more. Browsers send the oldest first (RFC 6265, 5.4). */
async function clearOldest(cookie: EncryptedCookie): Promise<void> {
  const names = (await cookies()).getAll().map(({ name }) => name);
  const ofTheKind = names.filter((name) => name.startsWith(nameOf(cookie, "")));
  for (const name of ofTheKind.slice(0, Math.max(0, ofTheKind.length + 1 - KEPT_OF_A_KIND))) await clear(name);
}

async function clear(name: string): Promise<void> {
  (await cookies()).set(name, "", { ...sessionCookieOptions(), maxAge: 0 });
}
