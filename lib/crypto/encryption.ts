import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type DerivedKey, encryptionKeys } from "./derived-keys.ts";

/** Each has its own keys: what was encrypted for one purpose is not accepted for another. */
type Purpose = "link-token" | "id-token-hint" | "session" | `cookie ${string}`;

export type EncryptedContent = Readonly<Record<string, unknown>>;

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
/** Node would also accept shorter ones. */
const TAG = { authTagLength: 16 };

const headerOf = ({ id }: DerivedKey): string =>
  Buffer.from(JSON.stringify({ alg: "dir", enc: "A256GCM", kid: id })).toString("base64url");

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/**
 * A JWE (RFC 7516; RFC 7518, 4.5 and 5.3). Without `maxAgeSeconds` it can be decrypted while its AUTH_SECRET is in use.
 * Synchronous, because WebCrypto would wait for the thread pool, which hashes passwords.
 */
export function encrypt(purpose: Purpose, content: EncryptedContent, maxAgeSeconds?: number): string {
  const [newest] = encryptionKeys(purpose);
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  const header = headerOf(newest);
  const expiry = maxAgeSeconds === undefined ? {} : { exp: nowSeconds() + maxAgeSeconds };
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, newest.key, iv, TAG).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify({ ...content, ...expiry })), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return `${header}..${parts.join(".")}`;
}

/** @returns `undefined` for what has expired, was tampered with, or whose AUTH_SECRET has been retired */
export function decrypt(purpose: Purpose, encrypted: string): EncryptedContent | undefined {
  const [header = "", encryptedKey, iv = "", ciphertext = "", tag = "", ...more] = encrypted.split(".");
  // Only the header that `encrypt` writes: what is in another is never read (RFC 8725, 3.1).
  const named = encryptionKeys(purpose).find((key) => headerOf(key) === header);
  if (!named || encryptedKey !== "" || more.length > 0) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, named.key, Buffer.from(iv, "base64url"), TAG)
      .setAAD(Buffer.from(header))
      .setAuthTag(Buffer.from(tag, "base64url"));
    const text = decipher.update(ciphertext, "base64url", "utf8") + decipher.final("utf8");
    const { exp, ...content } = JSON.parse(text);
    return exp === undefined || exp > nowSeconds() ? content : undefined;
  } catch {
    return undefined;
  }
}

export const encryptText = (purpose: Purpose, text: string, maxAgeSeconds?: number): string =>
  encrypt(purpose, { text }, maxAgeSeconds);

export function decryptText(purpose: Purpose, encrypted: string): string | undefined {
  const text = decrypt(purpose, encrypted)?.text;
  return typeof text === "string" ? text : undefined;
}
