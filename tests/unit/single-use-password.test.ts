import { expect, test } from "vitest";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";

const passwords = Array.from({ length: 2000 }, generateSingleUsePassword);
const characters = passwords.join("").replaceAll("-", "");

test("a generated single-use password reads as four groups of four", () => {
  for (const password of passwords) expect(password).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
});

test("a generated single-use password has no characters that look or sound alike", () => {
  expect(characters).not.toMatch(/[01258bilosuvz]/);
});

test("a generated single-use password has at least 64 bits of chance, and none comes twice", () => {
  const bits = 16 * Math.log2(new Set(characters).size);
  expect(bits).toBeGreaterThanOrEqual(64);
  expect(new Set(passwords).size).toBe(passwords.length);
});

test("every generated single-use password passes the rules for passwords", () => {
  for (const password of passwords) expect(passwordProblem(password, "ann@example.com")).toBeUndefined();
});
