import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableExcerpt } from "#lib/text/printable.ts";

test.each([
  ["plain, with ümläuts and 漢字", "plain, with ümläuts and 漢字"],
  ["line\r\nforged", "line\\u{000d}\\u{000a}forged"],
  ["\u001b[31mred\u001b[0m", "\\u{001b}[31mred\\u{001b}[0m"],
  ["nul\0 del\u007f c1\u009b", "nul\\u{0000} del\\u{007f} c1\\u{009b}"],
  ["turned\u202e \u2066isolated\u2069", "turned\\u{202e} \\u{2066}isolated\\u{2069}"],
  ["\u2028\u2029", "\\u{2028}\\u{2029}"],
])("%j is printed as %j", (text, printed) => {
  expect(printable(text)).toBe(printed);
});

test("printable text is on one line, not reversed, and well-formed", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 600 }),
    fc.string({ unit: "grapheme", maxLength: 600 }),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(printable(text).isWellFormed()).toBe(true);
    }),
  );
});

test("only excerpts are truncated, between characters", () => {
  const long = "a/支社".repeat(300);
  expect(printable(long)).toBe(long);
  expect(printableExcerpt(long)).toHaveLength(254);
  expect(printableExcerpt(`a${"🐎".repeat(300)}`).isWellFormed()).toBe(true);
});
