import fc from "fast-check";
import { expect, test } from "vitest";
import { accountsQuery, directionOf, writeCursor } from "#lib/accounts/accounts-query.ts";
import { SORTS } from "#lib/accounts/list-options.ts";

test("a query without parameters lists everyone by name", () => {
  expect(accountsQuery.parse({})).toEqual({ sort: "name" });
  expect(accountsQuery.parse({ search: "", state: "", role: "", sort: "", direction: "" })).toEqual({ sort: "name" });
});

test.each([
  { sort: "password_hash" },
  { sort: "credentials.password_hash" },
  { sort: "name; DROP TABLE accounts" },
  { sort: ["name", "email"] },
  { sort: "toString" },
  { direction: "sideways" },
  { state: "DISABLED" },
  { state: "active" },
  { role: "root" },
  { search: "nul\0byte" },
  { search: "x".repeat(201) },
  { search: ["a", "b"] },
  { after: "garbage" },
  { after: "%%%" },
  { after: Buffer.from("{}").toString("base64url") },
  { after: Buffer.from("[]").toString("base64url") },
  { after: Buffer.from('["a","b"]').toString("base64url") },
  { after: Buffer.from('[1,"00000000-0000-4000-8000-000000000000"]').toString("base64url") },
  { before: "x".repeat(3000) },
  null,
  "sort=name",
])("the query %j is rejected", (parameters) => {
  expect(accountsQuery.safeParse(parameters).success).toBe(false);
});

test("unknown parameters are ignored", () => {
  expect(accountsQuery.parse({ utm_source: "mail", limit: "1000000", sort: "email" })).toEqual({ sort: "email" });
});

test("every cursor is parsed as it was written", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.uuid({ version: 4 }), (key, id) => {
      fc.pre(!key.includes("\0"));
      const cursor = writeCursor({ key, id });
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(accountsQuery.parse({ after: cursor }).after).toEqual({ key, id });
      expect(accountsQuery.parse({ before: cursor }).before).toEqual({ key, id });
    }),
  );
});

test("cursors accept the longest sort keys", () => {
  const key = "\u{20000}".repeat(201);
  const id = "00000000-0000-4000-8000-000000000000";
  expect(accountsQuery.parse({ after: writeCursor({ key, id }) }).after).toEqual({ key, id });
});

test("queries never throw, whatever is sent", () => {
  const value = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string()), fc.constant(undefined));
  const key = fc.constantFrom("search", "state", "role", "sort", "direction", "after", "before", "__proto__");
  fc.assert(fc.property(fc.dictionary(key, value), (parameters) => void accountsQuery.safeParse(parameters)));
});

test("names default to ascending order, times to descending", () => {
  expect(SORTS.map((sort) => directionOf({ sort }))).toEqual(["ascending", "ascending", "descending", "descending"]);
  expect(directionOf({ sort: "name", direction: "descending" })).toBe("descending");
});
