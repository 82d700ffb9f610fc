import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { decrypt, decryptText, encrypt, encryptText } from "#lib/crypto/encryption.ts";
import { hashToken, newToken } from "#lib/crypto/token.ts";

const newAuthSecret = () => randomBytes(33).toString("base64");

const AUTH_SECRET = newAuthSecret();

beforeEach(() => completeEnvironment({ AUTH_SECRET }));

afterEach(() => {
  vi.useRealTimers();
});

test("a token has 256 random bits", () => {
  const tokens = Array.from({ length: 1000 }, newToken);
  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
  }
});

test("a token's hash is stable and reveals nothing of the token", () => {
  const token = newToken();
  expect(hashToken(token)).toBe(hashToken(token));
  expect(hashToken(token)).not.toContain(token.slice(0, 8));
  expect(hashToken(`${token}A`)).not.toBe(hashToken(token));
});

test("an encrypted value decrypts, and is not readable otherwise", async () => {
  const token = newToken();
  const encrypted = await encryptText("link-token", token);
  expect(await decryptText("link-token", encrypted)).toBe(token);
  for (const readable of [token, Buffer.from(token).toString("base64url"), Buffer.from(token).toString("hex")])
    expect(encrypted).not.toContain(readable.slice(0, 12));
  expect(await encryptText("link-token", token)).not.toBe(encrypted);
});

test("objects keep their content", async () => {
  const content = { id: "one", accountIds: ["a", "b"], nested: { ok: true } };
  expect(await decrypt("cookie device", await encrypt("cookie device", content))).toEqual(content);
});

test("a value encrypted for one purpose does not decrypt for another", async () => {
  const encrypted = await encryptText("link-token", newToken());
  expect(await decryptText("id-token-hint", encrypted)).toBeUndefined();
  expect(await decrypt("cookie device", encrypted)).toBeUndefined();
});

test("a value does not decrypt after it has expired", async () => {
  const encrypted = await encrypt("cookie device", { id: "one" }, 60);
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 58_000 });
  expect(await decrypt("cookie device", encrypted)).toMatchObject({ id: "one" });
  vi.setSystemTime(now + 61_000);
  expect(await decrypt("cookie device", encrypted)).toBeUndefined();
});

test("a value encrypted with another AUTH_SECRET does not decrypt", async () => {
  const encrypted = await encryptText("link-token", newToken());
  completeEnvironment({ AUTH_SECRET: newAuthSecret() });
  expect(await decryptText("link-token", encrypted)).toBeUndefined();
});

test("the newest AUTH_SECRET encrypts, and every listed one decrypts", async () => {
  const token = newToken();
  const encrypted = await encryptText("link-token", token);
  const newer = newAuthSecret();
  completeEnvironment({ AUTH_SECRET: `${newer},${AUTH_SECRET}` });
  expect(await decryptText("link-token", encrypted)).toBe(token);
  const encryptedAgain = await encryptText("link-token", token);
  completeEnvironment({ AUTH_SECRET: newer });
  expect(await decryptText("link-token", encryptedAgain)).toBe(token);
  expect(await decryptText("link-token", encrypted)).toBeUndefined();
});

test("a value that was tampered with does not decrypt", async () => {
  const parts = (await encryptText("link-token", newToken())).split(".");
  for (const [at, part] of parts.entries()) {
    const bytes = Buffer.from(part, "base64url");
    const changed = [...bytes.keys()].map((byte) => {
      const copy = Buffer.from(bytes);
      copy[byte] = (copy[byte] ?? 0) ^ 1;
      return copy;
    });
    for (const other of [...changed, bytes.subarray(0, -3), bytes.subarray(0, 5), randomBytes(12)]) {
      if (other.equals(bytes)) continue;
      const tampered = parts.with(at, other.toString("base64url")).join(".");
      expect(await decryptText("link-token", tampered), tampered).toBeUndefined();
    }
  }
});

test.each(["", "x", "%", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30.", "x".repeat(6000)])(
  "garbage (%s) does not decrypt",
  async (garbage) => {
    expect(await decrypt("cookie device", garbage)).toBeUndefined();
  },
);
