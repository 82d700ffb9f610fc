import { decode, encode, type JWT } from "next-auth/jwt";
import { config } from "#lib/config/index.ts";

const keys = (purpose: string) => ({ secret: [...config().authSecrets], salt: purpose });

/**
 * Encrypts something for ourselves, with a key that `AUTH_SECRET` gives to this purpose alone.
 * @param maxAgeSeconds for how long it can be opened
 */
export const encrypt = (purpose: string, content: JWT, maxAgeSeconds: number): Promise<string> =>
  encode({ token: content, maxAge: maxAgeSeconds, ...keys(purpose) });

/** What was sealed for this purpose; `undefined` for garbage and for what is over. */
export async function decrypt(purpose: string, sealed: string): Promise<JWT | undefined> {
  try {
    return (await decode({ token: sealed, ...keys(purpose) })) ?? undefined;
  } catch {
    return undefined;
  }
}
