import { isValidPhoneNumber } from "libphonenumber-js/max";
import { expect, test } from "vitest";
import { accountUpdateInput } from "#lib/accounts/core/account-input.ts";
import { demonstrationPerson } from "#seed/person.ts";

const people = Array.from({ length: 4000 }, (_, number) => demonstrationPerson(number));

test("every demonstration account is valid input", () => {
  for (const account of people) {
    const stored = { ...account, emailNotifications: [] };
    expect(accountUpdateInput.parse({ ...account, phone: account.phone ?? "" })).toEqual(stored);
  }
});

test("demonstration accounts are reproducible and have unique emails", () => {
  expect(people.map((_, number) => demonstrationPerson(number))).toEqual(people);
  expect(new Set(people.map(({ email }) => email.split("@")[0])).size).toBe(people.length);
});

test("most demonstration accounts have a valid phone number", () => {
  const phones = people.flatMap(({ phone }) => phone ?? []);
  expect(phones.length).toBeGreaterThan(people.length / 2);
  expect(phones.length).toBeLessThan(people.length);
  expect(phones.filter((phone) => !isValidPhoneNumber(phone))).toEqual([]);
});

test.each(["Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Han", "Hiragana", "Hangul", "Thai"])(
  "some names are in %s script",
  (script) => {
    const letters = new RegExp(`\\p{Script=${script}}`, "u");
    expect(people.some(({ firstName }) => letters.test(firstName))).toBe(true);
  },
);
