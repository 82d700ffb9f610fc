import { dictionary } from "@zxcvbn-ts/language-common";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isCommonPassword } from "#lib/passwords/common-passwords.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";

const EMAIL = "melusine.park@example.com";

test.each([
  ["eight characters", "tr0ub4dr"],
  ["eight emoji", "🐎🔋🧷🍎🪜🧊🛶🎈"],
  ["spaces inside", "a b c d e"],
  ["no digits, no capitals", "plain lower case words"],
  ["any script", "пароль-из-слов"],
  ["128 characters", "a8".repeat(64)],
  ["128 emoji", "🐎🔋".repeat(64)],
  ["128 letters that decompose", "éà".repeat(64).normalize("NFD")],
])("%s are accepted", (_what, password) => {
  expect(passwordProblem(password, EMAIL)).toBeUndefined();
});

test.each([
  ["nothing", "", /at least 8/],
  ["seven characters", "tr0ub4d", /at least 8/],
  ["seven emoji", "🐎🔋🧷🍎🪜🧊🛶", /at least 8/],
  ["seven letters that decompose", "éàéàéàé".normalize("NFD"), /at least 8/],
  ["129 characters", "a8".repeat(64).concat("b"), /at most 128/],
  ["NUL", "null\0byte here", /NUL/],
  ["spaces alone", " \t \u00a0 \t \t", /spaces/],
  ["the email", EMAIL, /e-?mail/],
  ["the email in capitals", EMAIL.toUpperCase(), /e-?mail/],
  ["the local part of the email", "Melusine.Park", /e-?mail/],
  ["the product", "gatehouse", /product/],
  ["the product, decorated", "GateHouse-2026!", /product/],
  ["one character repeated", "zzzzzzzzzz", /repeated/],
  ["one emoji repeated", "🐎".repeat(9), /repeated/],
  ["a common one", "iloveyou1", /most used/],
  ["a common one in capitals", "PASSWORD1", /most used/],
])("%s is rejected with the reason", (_what, password, reason) => {
  expect(passwordProblem(password, EMAIL)).toMatch(reason);
});

test("at least 3000 common passwords are long enough to be checked", () => {
  const longEnough = dictionary["passwords-common"].filter((entry) => entry.length >= 8);
  expect(longEnough.length).toBeGreaterThanOrEqual(3000);
  expect(longEnough.every(isCommonPassword)).toBe(true);
});

test("composed and decomposed passwords are treated alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 140 }), (typed) => {
      expect(passwordProblem(typed.normalize("NFD"), EMAIL)).toBe(passwordProblem(typed.normalize("NFC"), EMAIL));
    }),
  );
});
