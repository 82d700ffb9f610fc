import { createCipheriv, randomBytes } from "node:crypto";
import { base64url, EncryptJWT, jwtDecrypt } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { completeEnvironment } from "#lib/config/index.ts";
import { encryptionKeys } from "#lib/crypto/derived-keys.ts";
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

test("an encrypted value decrypts, and is not readable otherwise", () => {
  const token = newToken();
  const encrypted = encryptText("link-token", token);
  expect(decryptText("link-token", encrypted)).toBe(token);
  for (const readable of [token, Buffer.from(token).toString("base64url"), Buffer.from(token).toString("hex")])
    expect(encrypted).not.toContain(readable.slice(0, 12));
  expect(encryptText("link-token", token)).not.toBe(encrypted);
});

test("objects keep their content", () => {
  const content = { id: "one", accountIds: ["a", "b"], nested: { ok: true } };
  expect(decrypt("cookie device", encrypt("cookie device", content))).toEqual(content);
});

test("a value encrypted for one purpose does not decrypt for another", () => {
  const encrypted = encryptText("link-token", newToken());
  expect(decryptText("id-token-hint", encrypted)).toBeUndefined();
  expect(decrypt("cookie device", encrypted)).toBeUndefined();
});

test("a value does not decrypt after it has expired", () => {
  const encrypted = encrypt("cookie device", { id: "one" }, 60);
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 58_000 });
  expect(decrypt("cookie device", encrypted)).toMatchObject({ id: "one" });
  vi.setSystemTime(now + 61_000);
  expect(decrypt("cookie device", encrypted)).toBeUndefined();
});

test("a value encrypted with another AUTH_SECRET does not decrypt", () => {
  const encrypted = encryptText("link-token", newToken());
  completeEnvironment({ AUTH_SECRET: newAuthSecret() });
  expect(decryptText("link-token", encrypted)).toBeUndefined();
});

test("the newest AUTH_SECRET encrypts, and every listed one decrypts", () => {
  const token = newToken();
  const encrypted = encryptText("link-token", token);
  const newer = newAuthSecret();
  completeEnvironment({ AUTH_SECRET: `${newer},${AUTH_SECRET}` });
  expect(decryptText("link-token", encrypted)).toBe(token);
  const encryptedAgain = encryptText("link-token", token);
  completeEnvironment({ AUTH_SECRET: newer });
  expect(decryptText("link-token", encryptedAgain)).toBe(token);
  expect(decryptText("link-token", encrypted)).toBeUndefined();
});

test("a value that was tampered with does not decrypt", () => {
  const parts = encryptText("link-token", newToken()).split(".");
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
      expect(decryptText("link-token", tampered), tampered).toBeUndefined();
    }
  }
});

test.each(["", "x", "%", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30.", "x".repeat(6000)])(
  "garbage (%s) does not decrypt",
  (garbage) => {
    expect(decrypt("cookie device", garbage)).toBeUndefined();
  },
);

const newestKey = () => {
  const [newest] = encryptionKeys("session");
  if (!newest) throw new Error("No AUTH_SECRET is configured.");
  return newest;
};

test("another implementation of JWE reads what was encrypted, and the reverse", async () => {
  const { id, key } = newestKey();
  const { payload, protectedHeader } = await jwtDecrypt(encrypt("session", { sid: "Zoë" }, 60), key);
  expect(protectedHeader).toEqual({ alg: "dir", enc: "A256GCM", kid: id });
  expect(payload).toEqual({ sid: "Zoë", exp: expect.any(Number) });

  const jwe = new EncryptJWT({ sid: "Zoë" }).setProtectedHeader(protectedHeader as never).setExpirationTime("1 minute");
  expect(decrypt("session", await jwe.encrypt(key))).toEqual({ sid: "Zoë" });
});

test("only the exact header of this AUTH_SECRET is accepted", async () => {
  const { id, key } = newestKey();
  const encryptWith = (header: Readonly<Record<string, unknown>>) =>
    new EncryptJWT({ sid: "x" }).setProtectedHeader({ alg: "dir", enc: "A256GCM", ...header }).encrypt(key);
  expect(decrypt("session", await encryptWith({ kid: id }))).toEqual({ sid: "x" });
  for (const header of [{}, { kid: "other" }, { kid: id, typ: "JWT" }, { kid: id, cty: "x" }])
    expect(decrypt("session", await encryptWith(header)), JSON.stringify(header)).toBeUndefined();

  const [, ...rest] = encrypt("session", { sid: "x" }).split(".");
  const headers = [
    { alg: "none", enc: "A256GCM", kid: id },
    { alg: "dir", enc: "A128GCM", kid: id },
    { alg: "dir", enc: "A256GCM", kid: id, zip: "DEF" },
    { alg: "dir", enc: "A256GCM", kid: id, crit: ["exp"] },
  ];
  for (const header of headers) {
    const forged = [base64url.encode(JSON.stringify(header)), ...rest].join(".");
    expect(decrypt("session", forged), JSON.stringify(header)).toBeUndefined();
  }
});

test("a shortened tag or an encrypted key is not accepted", () => {
  const [header, , iv, text, tag = ""] = encrypt("session", { sid: "x" }).split(".");
  const bytes = Buffer.from(tag, "base64url");
  expect(decrypt("session", [header, "", iv, text, tag].join("."))).toEqual({ sid: "x" });
  for (const length of [0, 4, 8, 12, 15]) {
    const shortened = bytes.subarray(0, length).toString("base64url");
    expect(decrypt("session", [header, "", iv, text, shortened].join(".")), `${length} bytes`).toBeUndefined();
  }
  for (const parts of [
    [header, tag, iv, text, tag],
    [header, "", iv, text, tag, ""],
    [header, "", iv, text],
  ])
    expect(decrypt("session", parts.join("."))).toBeUndefined();
});

test("encrypted text that is no JSON object does not decrypt", () => {
  const { id, key } = newestKey();
  for (const text of ["", "x", "null", "{"]) {
    const header = base64url.encode(JSON.stringify({ alg: "dir", enc: "A256GCM", kid: id }));
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(header));
    const parts = [iv, Buffer.concat([cipher.update(text), cipher.final()]), cipher.getAuthTag()];
    const encrypted = `${header}..${parts.map((part) => part.toString("base64url")).join(".")}`;
    expect(decrypt("session", encrypted), text).toBeUndefined();
  }
});
