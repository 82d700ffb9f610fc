import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { hashOfLinkSecret, newLinkSecret, openSecret, sealSecret } from "#lib/links/link-token.ts";

const newAuthSecret = () => randomBytes(33).toString("base64");

const AUTH_SECRET = newAuthSecret();

beforeEach(() => completeEnvironment({ AUTH_SECRET }));

test("a link's secret has 256 bits, and no two are the same", () => {
  const secrets = Array.from({ length: 1000 }, newLinkSecret);
  expect(new Set(secrets).size).toBe(1000);
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  }
});

test("what is stored of a secret tells nothing about it, and is the same each time", () => {
  const secret = newLinkSecret();
  expect(hashOfLinkSecret(secret)).toBe(hashOfLinkSecret(secret));
  expect(hashOfLinkSecret(secret)).not.toContain(secret.slice(0, 8));
  expect(hashOfLinkSecret(`${secret}A`)).not.toBe(hashOfLinkSecret(secret));
});

test("a sealed secret is opened again, and holds nothing of it in the clear", () => {
  const secret = newLinkSecret();
  const sealed = sealSecret(secret);
  expect(openSecret(sealed)).toBe(secret);
  for (const readable of [secret, Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("hex")])
    expect(sealed).not.toContain(readable.slice(0, 12));
  expect(sealSecret(secret)).not.toBe(sealed);
});

test("a secret sealed with another key is not opened", () => {
  const sealed = sealSecret(newLinkSecret());
  completeEnvironment({ AUTH_SECRET: newAuthSecret() });
  expect(openSecret(sealed)).toBeUndefined();
});

test("a secret is opened as long as the key it was sealed with is on the list, and sealed with the newest", () => {
  const secret = newLinkSecret();
  const sealed = sealSecret(secret);
  const newer = newAuthSecret();
  completeEnvironment({ AUTH_SECRET: `${newer},${AUTH_SECRET}` });
  expect(openSecret(sealed)).toBe(secret);
  const sealedAnew = sealSecret(secret);
  completeEnvironment({ AUTH_SECRET: newer });
  expect(openSecret(sealedAnew)).toBe(secret);
  expect(openSecret(sealed)).toBeUndefined();
});

test("a sealed secret that was tampered with is never opened", () => {
  const [id, nonce, text = ""] = sealSecret(newLinkSecret()).split(":");
  const otherNonce = randomBytes(12).toString("base64url");
  for (let byte = 0; byte < Buffer.from(text, "base64url").length; byte++) {
    const changed = Buffer.from(text, "base64url");
    changed[byte] = (changed[byte] ?? 0) ^ 1;
    expect(() => openSecret([id, nonce, changed.toString("base64url")].join(":"))).toThrow();
  }
  for (const part of [text.slice(0, -4), text.slice(0, 20), ""])
    expect(() => openSecret([id, nonce, part].join(":"))).toThrow();
  expect(() => openSecret([id, otherNonce, text].join(":"))).toThrow();
});
