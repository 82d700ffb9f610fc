import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeForSearch, searchColumns } from "#lib/profile/search-keys.ts";
import { demonstrationPerson } from "#seed/person.ts";

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
  const names = fc.nat({ max: 20_000 }).map((number) => demonstrationPerson(number));
  const part = fc.tuple(names, fc.nat({ max: 8 }), fc.integer({ min: 1, max: 6 }));
  fc.assert(
    fc.property(part, ([somebody, from, length]) => {
      const lastName = [...somebody.lastName].slice(from, from + length).join("");
      const { searchText } = searchColumns(somebody);
      const bothNames = `${somebody.lastName} ${somebody.firstName}`;
      for (const text of [lastName, lastName.toUpperCase(), bothNames])
        expect(searchText).toContain(normalizeForSearch(text));
      expect(searchText).toContain(somebody.email);
    }),
  );
});

test("lists are sorted by last name, then first name", () => {
  const named = (firstName: string, lastName: string) =>
    searchColumns({ firstName, lastName, email: "a@b.example" }).sortKey;
  expect([named("Zoë", "Älf"), named("Ann", "Zorn"), named("Ann", "Alf")].toSorted()).toEqual([
    "alf ann",
    "alf zoe",
    "zorn ann",
  ]);
});
