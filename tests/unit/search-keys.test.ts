import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeForSearch, searchText, sortKey } from "#lib/profile/search-keys.ts";
import { person } from "#seed/person.ts";

test.each([
  ["Élodie", "elodie"],
  ["Strauß", "strauss"],
  ["Łukasz", "lukasz"],
  ["Søren", "soren"],
  ["Kjær", "kjaer"],
  ["Đặng", "dang"],
  ["Þór Ðuro", "thor duro"],
  ["Œuvre", "oeuvre"],
  ["Yıldırım", "yildirim"],
  ["İpek", "ipek"],
  ["Журавлёв", "журавлев"],
  ["Ψαράς", "ψαρασ"],
  ["  two \t\u00a0 words\n", "two words"],
  ["ﬁne Ａｌｐｈａ", "fine alpha"],
])("%j is normalized to %j", (typed, compared) => {
  expect(normalizeForSearch(typed)).toBe(compared);
});

test("normalization is idempotent", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(normalizeForSearch(normalizeForSearch(text))).toBe(normalizeForSearch(text));
    }),
  );
});

test("composed and decomposed text are normalized alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(normalizeForSearch(text.normalize("NFD"))).toBe(normalizeForSearch(text.normalize("NFC")));
    }),
  );
});

test("any part of a name matches, in any case", () => {
  const names = fc.nat({ max: 20_000 }).map((number) => person(number));
  const part = fc.tuple(names, fc.nat({ max: 8 }), fc.integer({ min: 1, max: 6 }));
  fc.assert(
    fc.property(part, ([account, from, length]) => {
      const lastName = [...account.lastName].slice(from, from + length).join("");
      expect(searchText(account)).toContain(normalizeForSearch(lastName));
      expect(searchText(account)).toContain(normalizeForSearch(lastName.toUpperCase()));
      expect(searchText(account)).toContain(normalizeForSearch(`${account.lastName} ${account.firstName}`));
      expect(searchText(account)).toContain(account.email);
    }),
  );
});

test("lists are sorted by last name, then first name", () => {
  const named = (firstName: string, lastName: string) => sortKey({ firstName, lastName, email: "a@b.example" });
  expect([named("Zoë", "Älf"), named("Ann", "Zorn"), named("Ann", "Alf")].toSorted()).toEqual([
    "alf ann",
    "alf zoe",
    "zorn ann",
  ]);
});
