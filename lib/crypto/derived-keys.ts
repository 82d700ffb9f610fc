import { createHash, createHmac, hkdfSync } from "node:crypto";
import { config } from "#lib/config/index.ts";

/** A key made from one of the operator's secrets for one purpose, and the name under which stored values refer to it. */
export type DerivedKey = Readonly<{ id: string; key: Buffer }>;

const KEY_BYTES = 48;

const derive = (secret: string, purpose: string): DerivedKey => {
  const key = Buffer.from(hkdfSync("sha384", secret, "", `gatehouse ${purpose}`, KEY_BYTES));
  return { id: createHash("sha256").update(key).digest("base64url").slice(0, 8), key };
};

const keysFor = (purpose: string): DerivedKey[] => config().authSecrets.map((secret) => derive(secret, purpose));

let peppers: Readonly<{ of: readonly string[]; keys: readonly DerivedKey[] }> | undefined;

/** The keys that go into password hashes, newest first (RFC 5869 from AUTH_SECRET, so that they rotate with it). */
export function passwordKeys(): readonly DerivedKey[] {
  const { authSecrets } = config();
  if (peppers?.of !== authSecrets) peppers = { of: authSecrets, keys: keysFor("password") };
  return peppers.keys;
}

/** The keys that secrets of links are encrypted with while they wait in the mail queue, newest first. */
export const encryptionKeys = (): readonly DerivedKey[] => keysFor("sealing");

/**
 * A digest that tells whether two strangers typed the same identifier and nothing about what it was: people type
 * passwords into the e-mail field.
 */
export function identifierDigest(typed: string): string {
  const [newest] = identifierDigests(typed);
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  return newest;
}

/** The same with every secret that is still in use, the newest first: what was recorded keeps the digest of its day. */
export const identifierDigests = (typed: string): string[] =>
  keysFor("identifier").map(({ key }) =>
    createHmac("sha256", key).update(typed.trim().toLowerCase()).digest("base64url").slice(0, 22),
  );
