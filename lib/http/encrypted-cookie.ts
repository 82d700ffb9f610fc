import { cookies } from "next/headers";
import { decrypt, type EncryptedContent, encrypt } from "#lib/crypto/encryption.ts";
import { cookieName, cookieOptions, LONGEST_COOKIE_SECONDS } from "./cookies.ts";

export const ENCRYPTED_COOKIE_SECONDS = {
  /** How long users may take to sign in at the identity provider. */
  authorization: 15 * 60,
  /** Where `/login/redirect` leads. */
  "provider-redirect": 60,
  "test-sign-in": 10 * 60,
  /** Accounts that have signed in on this device. */
  device: LONGEST_COOKIE_SECONDS,
} as const;

export type EncryptedCookie = keyof typeof ENCRYPTED_COOKIE_SECONDS;

/** All are sent with every request. */
const MAX_OF_A_KIND = 5;

/** Two tabs must not overwrite each other's cookies. */
const nameOf = (cookie: EncryptedCookie, id: string | undefined): string =>
  cookieName(id === undefined ? cookie : `${cookie}-${id}`);

export async function writeEncryptedCookie(
  cookie: EncryptedCookie,
  content: EncryptedContent,
  id?: string,
): Promise<void> {
  const maxAge = ENCRYPTED_COOKIE_SECONDS[cookie];
  const name = nameOf(cookie, id);
  const jar = await cookies();
  if (id !== undefined) await clearOldest(cookie);
  jar.set(name, encrypt(`cookie ${name}`, content, maxAge), { ...cookieOptions(), maxAge });
}

export async function readEncryptedCookie(cookie: EncryptedCookie, id?: string): Promise<EncryptedContent | undefined> {
  const name = nameOf(cookie, id);
  const value = (await cookies()).get(name)?.value;
  return value ? decrypt(`cookie ${name}`, value) : undefined;
}

export const clearEncryptedCookie = (cookie: EncryptedCookie, id?: string): Promise<void> => clear(nameOf(cookie, id));

/** Browsers send the oldest first (RFC 6265, 5.4). */
async function clearOldest(cookie: EncryptedCookie): Promise<void> {
  const names = (await cookies()).getAll().map(({ name }) => name);
  const ofTheKind = names.filter((name) => name.startsWith(nameOf(cookie, "")));
  for (const name of ofTheKind.slice(0, Math.max(0, ofTheKind.length + 1 - MAX_OF_A_KIND))) await clear(name);
}

async function clear(name: string): Promise<void> {
  (await cookies()).set(name, "", { ...cookieOptions(), maxAge: 0 });
}
