import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffSeconds } from "#lib/mail/backoff.ts";

const LONGEST = 15 * 60;

const attempts = fc.integer({ min: 1, max: 10_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("each wait is twice the one before, up to a quarter of an hour", () => {
  const waits = Array.from({ length: 10 }, (_, failed) => backoffSeconds(failed + 1, 0));
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, LONGEST, LONGEST]);
});

test("however often a mail failed, it waits for seconds and no more than a quarter of an hour", () => {
  fc.assert(
    fc.property(attempts, chance, (failed, luck) => {
      const wait = backoffSeconds(failed, luck);
      expect(wait).toBeGreaterThanOrEqual(2.5);
      expect(wait).toBeLessThanOrEqual(LONGEST);
    }),
  );
});

test("chance takes away up to half of a wait, so that what failed together comes back apart", () => {
  fc.assert(
    fc.property(attempts, chance, (failed, luck) => {
      const longest = backoffSeconds(failed, 0);
      expect(backoffSeconds(failed, luck)).toBeCloseTo(longest * (1 - luck / 2), 6);
    }),
  );
  expect(new Set(Array.from({ length: 50 }, () => backoffSeconds(3))).size).toBeGreaterThan(40);
});
