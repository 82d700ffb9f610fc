import fc from "fast-check";
import { expect, test } from "vitest";
import { retryAfterSeconds } from "#lib/mail/retry-after.ts";

const NOW = Date.parse("2026-11-02T14:30:00Z");

test.each([
  ["60", 60],
  [" 7 ", 7],
  ["Mon, 02 Nov 2026 14:31:30 GMT", 90],
  ["Mon, 02 Nov 2026 14:30:00 GMT", 1],
  ["Mon, 02 Nov 2015 14:30:00 GMT", 1],
  ["0", 1],
  ["3600", 3600],
  ["86400", 3600],
  ["99999999999999999999999999", 3600],
  ["Fri, 31 Dec 2100 23:59:59 GMT", 3600],
])("Retry-After: %s asks to wait %d seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});

test.each([undefined, "", " ", "soon", "60 seconds", "1e3", "-5", "1.5", "0x10", "\u0661\u0662", "NaN", "Infinity"])(
  "Retry-After: %s asks nothing",
  (header) => {
    expect(retryAfterSeconds(header, NOW)).toBeUndefined();
  },
);

test("nothing that a provider says makes the queue wait for less than a second, or for more than an hour", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.integer().map(String), fc.date({ noInvalidDate: true }).map(String)),
      (header) => {
        const seconds = retryAfterSeconds(header, NOW);
        if (seconds === undefined) return;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(3600);
      },
    ),
    { numRuns: 1000 },
  );
});
