import { expect, test } from "vitest";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { generateSingleUsePassword } from "#lib/passwords/single-use-password.ts";

const passwords = Array.from({ length: 2000 }, generateSingleUsePassword);
const characters = passwords.join("").replaceAll("-", "");

test("a generated single-use password has four groups of four", () => {
  for (const password of passwords) expect(password).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
});

test("a generated single-use password has no ambiguous characters", () => {
  expect(characters).not.toMatch(/[01258bilosuvz]/);
});

test("a generated single-use password is unique, with 64 bits of entropy", () => {
  const bits = 16 * Math.log2(new Set(characters).size);
  expect(bits).toBeGreaterThanOrEqual(64);
  expect(new Set(passwords).size).toBe(passwords.length);
});

test("a generated single-use password complies with the password policy", () => {
  for (const password of passwords) expect(passwordProblem(password, "ann@example.com")).toBeUndefined();
});
