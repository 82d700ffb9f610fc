import { config } from "#lib/config/index.ts";
import { decryptText, encryptText } from "#lib/crypto/encryption.ts";

/** What fits into a URL and the cookie that carries it: the hint is optional. */
const MAX_LENGTH = 2000;

export const encryptIdToken = async (idToken: string): Promise<string | null> =>
  idToken.length > MAX_LENGTH ? null : encryptText("id-token-hint", idToken, config().sessionMaxHours * 3600);

export const decryptIdToken = async (encrypted: string | null): Promise<string | undefined> =>
  encrypted ? decryptText("id-token-hint", encrypted) : undefined;
