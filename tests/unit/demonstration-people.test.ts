import { isValidPhoneNumber } from "libphonenumber-js/max";
import { expect, test } from "vitest";
import { accountUpdateInput } from "#lib/accounts/core/account-input.ts";
import { demonstrationPerson } from "#seed/person.ts";

const people = Array.from({ length: 4000 }, (_, number) => demonstrationPerson(number));

test("everybody is somebody an administrator could have typed", () => {
  for (const somebody of people) {
    const kept = { ...somebody, emailNotifications: [] };
    expect(accountUpdateInput.parse({ ...somebody, phone: somebody.phone ?? "" })).toEqual(kept);
  }
});

test("the same number is always the same person, and no two share an e-mail", () => {
  expect(people.map((_, number) => demonstrationPerson(number))).toEqual(people);
  expect(new Set(people.map(({ email }) => email.split("@")[0])).size).toBe(people.length);
});

test("most people have a phone number that exists, and some have none", () => {
  const phones = people.flatMap(({ phone }) => phone ?? []);
  expect(phones.length).toBeGreaterThan(people.length / 2);
  expect(phones.length).toBeLessThan(people.length);
  expect(phones.filter((phone) => !isValidPhoneNumber(phone))).toEqual([]);
});

test.each(["Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Han", "Hiragana", "Hangul", "Thai"])(
  "some names are written in %s",
  (script) => {
    const letters = new RegExp(`\\p{Script=${script}}`, "u");
    expect(people.some(({ firstName }) => letters.test(firstName))).toBe(true);
  },
);
