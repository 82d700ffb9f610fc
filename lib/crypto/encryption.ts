import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from "jose";
import { encryptionKeys } from "./derived-keys.ts";

/** Each has its own keys: what was encrypted for one purpose is not accepted for another. */
type Purpose = "link-token" | "id-token-hint" | `cookie ${string}`;

const KEY_MANAGEMENT = "dir";
const CONTENT_ENCRYPTION = "A256GCM";

/** A JWE (RFC 7516). Without `maxAgeSeconds` it can be decrypted while its AUTH_SECRET is in use. */
export async function encrypt(purpose: Purpose, content: JWTPayload, maxAgeSeconds?: number): Promise<string> {
  const [newest] = encryptionKeys(purpose);
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  const header = { alg: KEY_MANAGEMENT, enc: CONTENT_ENCRYPTION, kid: newest.id };
  const jwt = new EncryptJWT(content).setProtectedHeader(header);
  if (maxAgeSeconds !== undefined) jwt.setExpirationTime(Math.floor(Date.now() / 1000) + maxAgeSeconds);
  return jwt.encrypt(newest.key);
}

/** @returns `undefined` for what has expired, was tampered with, or whose AUTH_SECRET has been retired */
export async function decrypt(purpose: Purpose, encrypted: string): Promise<JWTPayload | undefined> {
  const keys = encryptionKeys(purpose);
  try {
    const { payload } = await jwtDecrypt(
      encrypted,
      ({ kid }) => {
        const named = keys.find(({ id }) => id === kid);
        if (!named) throw new errors.JWKSNoMatchingKey();
        return named.key;
      },
      { keyManagementAlgorithms: [KEY_MANAGEMENT], contentEncryptionAlgorithms: [CONTENT_ENCRYPTION] },
    );
    return payload;
  } catch {
    return undefined;
  }
}

export const encryptText = (purpose: Purpose, text: string, maxAgeSeconds?: number): Promise<string> =>
  encrypt(purpose, { text }, maxAgeSeconds);

export async function decryptText(purpose: Purpose, encrypted: string): Promise<string | undefined> {
  const content = await decrypt(purpose, encrypted);
  return typeof content?.text === "string" ? content.text : undefined;
}
