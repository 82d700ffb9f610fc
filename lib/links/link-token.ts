import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { encryptionKeys } from "#lib/crypto/derived-keys.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A link's secret: 256 bits of chance (OWASP ASVS 11.5.1), in the 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of it to know it again by. Nothing slower is needed against a secret that cannot be guessed. */
export const hashToken = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Encrypts a secret for the time until its mail is sent: who reads the database alone cannot use it. */
export function encryptToken(secret: string): string {
  const [newest] = encryptionKeys();
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, newest.key.subarray(0, KEY_BYTES), nonce);
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [newest.id, nonce.toString("base64url"), sealed.toString("base64url")].join(":");
}

/** @returns `undefined` when the key it was sealed with has been retired */
export function decryptToken(sealed: string): string | undefined {
  const [id, nonce = "", text = ""] = sealed.split(":");
  const key = encryptionKeys()
    .find((known) => known.id === id)
    ?.key.subarray(0, KEY_BYTES);
  if (!key) return undefined;
  const bytes = Buffer.from(text, "base64url");
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
