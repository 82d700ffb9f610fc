import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { config } from "#lib/config/index.ts";

/** Stored values name their key by its `id`. */
export type DerivedKey = Readonly<{ id: string; key: KeyObject }>;

const HMAC_KEY_BYTES = 48;

const A256GCM_KEY_BYTES = 32;

/** RFC 5869. */
const derive = (secret: string, purpose: string, bytes: number): DerivedKey => {
  const key = Buffer.from(hkdfSync("sha384", secret, "", `gatehouse ${purpose}`, bytes));
  const id = createHash("sha256").update(key).digest("base64url").slice(0, 8);
  // As an object: to tell a key of bytes from one, Node takes four times as long as to use it.
  return { id, key: createSecretKey(key) };
};

/** From every AUTH_SECRET, newest first, so that keys rotate with them. */
const keysFor = (purpose: string, bytes: number): readonly DerivedKey[] =>
  config().authSecrets.map((secret) => derive(secret, purpose, bytes));

/** Derived again when the secrets change. For purposes of a fixed number. */
function derivedOnce(purpose: string, bytes = HMAC_KEY_BYTES): () => readonly DerivedKey[] {
  let known: Readonly<{ of: readonly string[]; keys: readonly DerivedKey[] }> | undefined;
  return () => {
    const { authSecrets } = config();
    if (known?.of !== authSecrets) known = { of: authSecrets, keys: keysFor(purpose, bytes) };
    return known.keys;
  };
}

export const passwordKeys = derivedOnce("password");

const identifierKeys = derivedOnce("identifier");

const sessionKeys = derivedOnce("encryption of session", A256GCM_KEY_BYTES);

export const encryptionKeys = (purpose: string): readonly DerivedKey[] =>
  purpose === "session" ? sessionKeys() : keysFor(`encryption of ${purpose}`, A256GCM_KEY_BYTES);

/** Shows only whether the same identifier was typed twice: people type passwords into the email field. */
export function identifierDigest(typed: string): string {
  const [newest] = identifierDigests(typed);
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  return newest;
}

/** With every secret in use, newest first: recorded digests were made with the newest of their day. */
export const identifierDigests = (typed: string): string[] =>
  identifierKeys().map(({ key }) =>
    createHmac("sha256", key).update(typed.trim().toLowerCase()).digest("base64url").slice(0, 22),
  );
