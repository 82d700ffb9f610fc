import { config } from "#lib/config/index.ts";
import { decrypt, encrypt } from "#lib/crypto/encryption.ts";

const PURPOSE = "gatehouse id token";

/** What still fits into an address and the cookie that carries it; a longer one is left out, which the standard allows. */
const MAX_LENGTH = 2000;

/** What is kept of an ID token beside the session it opened; `null` for one too long to be sent back. */
export const encryptIdToken = async (idToken: string): Promise<string | null> =>
  idToken.length > MAX_LENGTH ? null : encrypt(PURPOSE, { idToken }, config().sessionMaxHours * 3600);

/** The ID token again, for signing out where it came from; `undefined` for what cannot be read any more. */
export async function decryptIdToken(sealed: string | null): Promise<string | undefined> {
  const content = sealed ? await decrypt(PURPOSE, sealed) : undefined;
  return typeof content?.idToken === "string" ? content.idToken : undefined;
}
