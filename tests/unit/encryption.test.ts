import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { decryptToken, encryptToken, hashToken, newToken } from "#lib/links/link-token.ts";

const newAuthSecret = () => randomBytes(33).toString("base64");

const AUTH_SECRET = newAuthSecret();

beforeEach(() => completeEnvironment({ AUTH_SECRET }));

test("a link's secret has 256 bits, and no two are the same", () => {
  const secrets = Array.from({ length: 1000 }, newToken);
  expect(new Set(secrets).size).toBe(1000);
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  }
});

test("what is stored of a secret tells nothing about it, and is the same each time", () => {
  const secret = newToken();
  expect(hashToken(secret)).toBe(hashToken(secret));
  expect(hashToken(secret)).not.toContain(secret.slice(0, 8));
  expect(hashToken(`${secret}A`)).not.toBe(hashToken(secret));
});

test("a sealed secret is opened again, and holds nothing of it in the clear", () => {
  const secret = newToken();
  const sealed = encryptToken(secret);
  expect(decryptToken(sealed)).toBe(secret);
  for (const readable of [secret, Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("hex")])
    expect(sealed).not.toContain(readable.slice(0, 12));
  expect(encryptToken(secret)).not.toBe(sealed);
});

test("a secret sealed with another key is not opened", () => {
  const sealed = encryptToken(newToken());
  completeEnvironment({ AUTH_SECRET: newAuthSecret() });
  expect(decryptToken(sealed)).toBeUndefined();
});

test("a secret is opened as long as the key it was sealed with is on the list, and sealed with the newest", () => {
  const secret = newToken();
  const sealed = encryptToken(secret);
  const newer = newAuthSecret();
  completeEnvironment({ AUTH_SECRET: `${newer},${AUTH_SECRET}` });
  expect(decryptToken(sealed)).toBe(secret);
  const sealedAnew = encryptToken(secret);
  completeEnvironment({ AUTH_SECRET: newer });
  expect(decryptToken(sealedAnew)).toBe(secret);
  expect(decryptToken(sealed)).toBeUndefined();
});

test("a sealed secret that was tampered with is never opened", () => {
  const [id, nonce, text = ""] = encryptToken(newToken()).split(":");
  const otherNonce = randomBytes(12).toString("base64url");
  for (let byte = 0; byte < Buffer.from(text, "base64url").length; byte++) {
    const changed = Buffer.from(text, "base64url");
    changed[byte] = (changed[byte] ?? 0) ^ 1;
    expect(() => decryptToken([id, nonce, changed.toString("base64url")].join(":"))).toThrow();
  }
  for (const part of [text.slice(0, -4), text.slice(0, 20), ""])
    expect(() => decryptToken([id, nonce, part].join(":"))).toThrow();
  expect(() => decryptToken([id, otherNonce, text].join(":"))).toThrow();
});
