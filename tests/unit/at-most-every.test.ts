import { afterEach, expect, test, vi } from "vitest";
import { atMostEvery } from "#lib/background/at-most-every.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a limit of once in 30 seconds allows the first at once", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const isDue = atMostEvery(30_000);
  expect([isDue(), isDue()]).toEqual([true, false]);
  vi.advanceTimersByTime(29_999);
  expect(isDue()).toBe(false);
  vi.advanceTimersByTime(1);
  expect([isDue(), isDue()]).toEqual([true, false]);
});
