import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepAwake } from "#lib/http/keep-awake.ts";

const KEY = Symbol.for("@vercel/request-context");

type Request = { waitUntil(work: Promise<void>): void };

let serving: Request | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(globalThis, { [KEY]: { get: () => serving } });
});

afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(globalThis, KEY);
});

/** A request of the platform, which is frozen once it waits for nothing. */
function newRequest() {
  let awaited = 0;
  const request = {
    waitUntil(work: Promise<void>) {
      awaited++;
      void work.then(() => awaited--);
    },
    isFrozen: () => awaited === 0,
  };
  serving = request;
  return request;
}

test("a process stays awake for the latest duration", async () => {
  const request = newRequest();
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(3_000);
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(request.isFrozen()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(request.isFrozen()).toBe(true);
});

test("only the newest request keeps a process awake", async () => {
  const older = newRequest();
  keepAwake(4_000);
  const newer = newRequest();
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(0);
  expect([older.isFrozen(), newer.isFrozen()]).toEqual([true, false]);
});

test("nothing happens on platforms that do not freeze processes", () => {
  serving = undefined;
  keepAwake(4_000);
  Reflect.deleteProperty(globalThis, KEY);
  keepAwake(4_000);
  expect(vi.getTimerCount()).toBe(0);
});
