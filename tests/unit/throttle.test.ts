import { afterEach, expect, test, vi } from "vitest";
import { throttle } from "#lib/background/maintenance-after-response.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a throttle of 30 seconds lets the first call through at once", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const isDue = throttle(30_000);
  expect([isDue(), isDue()]).toEqual([true, false]);
  vi.advanceTimersByTime(29_999);
  expect(isDue()).toBe(false);
  vi.advanceTimersByTime(1);
  expect([isDue(), isDue()]).toEqual([true, false]);
});
