import { config } from "#lib/config/index.ts";
import { decryptText, encryptText } from "#lib/crypto/encryption.ts";

/** What fits into a URL and the cookie that carries it. The hint is recommended, and not required. */
const MAX_LENGTH = 2000;

/** Encrypts an ID token for as long as its session may last; `null` for one that is too long to be sent back. */
export const encryptIdToken = async (idToken: string): Promise<string | null> =>
  idToken.length > MAX_LENGTH ? null : encryptText("id-token-hint", idToken, config().sessionMaxHours * 3600);

export const decryptIdToken = async (encrypted: string | null): Promise<string | undefined> =>
  encrypted ? decryptText("id-token-hint", encrypted) : undefined;
