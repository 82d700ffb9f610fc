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

/** A request in the way of the platform: it is frozen once nothing is waited for. */
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

test("a process is kept awake for as long as was asked last", async () => {
  const request = newRequest();
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(3_000);
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(request.isFrozen()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(request.isFrozen()).toBe(true);
});

test("the newest request alone keeps a process awake", async () => {
  const older = newRequest();
  keepAwake(4_000);
  const newer = newRequest();
  keepAwake(4_000);
  await vi.advanceTimersByTimeAsync(0);
  expect([older.isFrozen(), newer.isFrozen()]).toEqual([true, false]);
});

test("where processes are not frozen, nothing is asked for", () => {
  serving = undefined;
  keepAwake(4_000);
  Reflect.deleteProperty(globalThis, KEY);
  keepAwake(4_000);
  expect(vi.getTimerCount()).toBe(0);
});
