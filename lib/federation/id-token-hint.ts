import { config } from "#lib/config/index.ts";
import { decryptText, encryptText } from "#lib/crypto/encryption.ts";

/** Must fit into a URL and a cookie. */
const MAX_LENGTH = 2000;

export const encryptIdToken = (idToken: string): string | null =>
  idToken.length > MAX_LENGTH ? null : encryptText("id-token-hint", idToken, config().sessionMaxHours * 3600);

export const decryptIdToken = (encrypted: string | null): string | undefined =>
  encrypted ? decryptText("id-token-hint", encrypted) : undefined;
