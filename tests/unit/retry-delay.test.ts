import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffSeconds, retryAfterSeconds } from "#lib/mail/retry-delay.ts";

const MAX_BACKOFF = 15 * 60;

const attempts = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, noNaN: true });

test("the backoff doubles up to 15 minutes", () => {
  const delays = Array.from({ length: 10 }, (_, index) => backoffSeconds(index + 1, 0));
  expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, MAX_BACKOFF, MAX_BACKOFF]);
});

test("the backoff is between 2.5 seconds and 15 minutes", () => {
  fc.assert(
    fc.property(attempts, random, (failedAttempts, random) => {
      const delay = backoffSeconds(failedAttempts, random);
      expect(delay).toBeGreaterThanOrEqual(2.5);
      expect(delay).toBeLessThanOrEqual(MAX_BACKOFF);
    }),
  );
});

test("jitter shortens the backoff by up to half", () => {
  fc.assert(
    fc.property(attempts, random, (failedAttempts, random) => {
      const longest = backoffSeconds(failedAttempts, 0);
      expect(backoffSeconds(failedAttempts, random)).toBeCloseTo(longest * (1 - random / 2), 6);
    }),
  );
  expect(new Set(Array.from({ length: 50 }, () => backoffSeconds(3))).size).toBeGreaterThan(40);
});

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
])("Retry-After: %s means %d seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});

test.each([undefined, "", " ", "soon", "60 seconds", "1e3", "-5", "1.5", "0x10", "\u0661\u0662", "NaN", "Infinity"])(
  "Retry-After: %s is ignored",
  (header) => {
    expect(retryAfterSeconds(header, NOW)).toBeUndefined();
  },
);

test("every Retry-After means between a second and an hour", () => {
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
  );
});
