import fc from "fast-check";
import { expect, test } from "vitest";
import { accountUpdateInput, newAccountInputs, profileInput } from "#lib/accounts/core/account-input.ts";
import { nameField } from "#lib/profile/name.ts";
import { phoneField } from "#lib/profile/phone-number.ts";

const name = nameField("first name");

test.each([
  ["  Ann  ", "Ann"],
  ["Ann\u00a0 Lee", "Ann Lee"],
  ["e\u0301lodie", "élodie"],
  ["Ann\u2028Lee", "Ann Lee"],
  ["O'Brien-Łukasik", "O'Brien-Łukasik"],
  ["司马 明", "司马 明"],
  ["علی\u200cرضا", "علی\u200cرضا"],
  ["ක්\u200dරිෂ්", "ක්\u200dරිෂ්"],
  ["രാജന്\u200d", "രാജന്\u200d"],
  ["Ann ❤️ 👩‍🚀", "Ann ❤️ 👩‍🚀"],
  ["ᄒᆞᆫ", "ᄒᆞᆫ"],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"],
  ["x".repeat(100), "x".repeat(100)],
])("the name %j is stored as %j", (typed, stored) => {
  expect(name.parse(typed)).toBe(stored);
});

test.each([
  "",
  "   ",
  "\u00a0",
  "x".repeat(101),
  "x".repeat(100_000),
  "Ann\nLee",
  "Ann\r\nBcc: x",
  "nul\0",
  "esc\u001b[31m",
  "del\u007f",
  "turn\u202eed",
  "mark\u200f",
  "isolate\u2066",
  "half\ud800",
  "\u3164",
  "\u2800",
  "\u115f",
  "\uffa0",
  "\u115f\u1160",
  "\u200d",
  "\u0301",
  "Ann\u3164",
  "Ann\u2800",
  "Ann\ufe0f",
  "Ann\u034f",
  "Ann\u17b4",
  "Ann\u{e0100}",
  "Ann\u{e0041}",
  "Ann\u200d",
  "An\u200cn",
  "علی\u200c",
  "राम\u200d",
  "रा\u200dम",
  undefined,
  null,
  42,
  ["Ann"],
])("%j is rejected as a name", (typed) => {
  expect(name.safeParse(typed).success).toBe(false);
});

test.each([
  ["+33 6 12 34 56 78", "+33612345678"],
  ["+33 (0)6 12 34 56 78", "+33612345678"],
  ["  +1 202-555-0123 ", "+12025550123"],
  ["+442071838750", "+442071838750"],
  ["", null],
  ["   ", null],
  [undefined, null],
])("the phone number %j is stored as %j", (typed, stored) => {
  expect(phoneField.parse(typed)).toBe(stored);
});

test.each([
  "0612345678",
  "+33 6 12",
  "+999 123456789",
  "phone",
  "+33612345678 ext. 5",
  "call +33612345678",
  "+33612345678, +33612345679",
  "+33612345678<script>",
  "+".repeat(100),
  42,
])("%j is rejected as a phone number", (typed) => {
  expect(phoneField.safeParse(typed).success).toBe(false);
});

test("a stored phone number is accepted unchanged", () => {
  expect(phoneField.parse(phoneField.parse("+33 6 12 34 56 78"))).toBe("+33612345678");
});

const newAccountInput = newAccountInputs["single-use-passwords"];

const FORM = {
  firstName: "Ann",
  lastName: "Lee",
  email: "ann@example.com",
  phone: "",
  roles: ["viewer"],
  singleUsePassword: "four-ripe-pears",
};

test("roles are stored once each, in a fixed order", () => {
  const roles = ["viewer", "administrator", "viewer"];
  expect(newAccountInput.parse({ ...FORM, roles }).roles).toEqual(["administrator", "viewer"]);
});

test.each([[[]], [["root"]], ["viewer"], [undefined], [["viewer", "Administrator"]]])(
  "the roles %j are rejected",
  (roles) => {
    expect(newAccountInput.safeParse({ ...FORM, roles }).success).toBe(false);
  },
);

test("fields that a form does not have are dropped", () => {
  const smuggled = { id: "1", state: "ACTIVE", failedAttempts: 0, passwordHash: "x", version: 9, createdAt: 0 };
  const { singleUsePassword, ...account } = FORM;
  const enrolment = { kind: "single-use-password", singleUsePassword };
  expect(newAccountInput.parse({ ...FORM, ...smuggled })).toEqual({ ...account, phone: null, enrolment });
  expect(Object.keys(accountUpdateInput.parse({ ...FORM, ...smuggled })).toSorted()).toEqual([
    "email",
    "emailNotifications",
    "firstName",
    "lastName",
    "phone",
    "roles",
  ]);
  expect(profileInput.parse({ ...FORM, ...smuggled })).toEqual({ firstName: "Ann", lastName: "Lee", phone: null });
});

test("the form for a new account enrols its user as the mode does", () => {
  const kinds = Object.values(newAccountInputs).map((form) => form.parse(FORM).enrolment.kind);
  expect(kinds).toEqual(["single-use-password", "activation-email", "federated"]);
  expect(newAccountInputs.federated.parse(FORM)).toEqual({
    email: FORM.email,
    roles: FORM.roles,
    enrolment: { kind: "federated" },
  });
});

test("forms never throw, whatever is sent", () => {
  const anything = fc.dictionary(fc.constantFrom(...Object.keys(FORM)), fc.anything());
  fc.assert(
    fc.property(anything, (sent) => {
      for (const form of [newAccountInput, accountUpdateInput, profileInput]) form.safeParse({ ...FORM, ...sent });
    }),
  );
});
