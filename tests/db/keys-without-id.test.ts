import { afterEach, expect, test, vi } from "vitest";
import { provider, reconfigureProvider, signInAs, startProvider, userClaims } from "./federation.ts";
import { activeAccount } from "./people.ts";

startProvider();

afterEach(() => {
  vi.useRealTimers();
});

/** Advances `Date` alone: timers go on. */
const advance = (ms: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const canSignIn = async () => (await signInAs(userClaims((await activeAccount()).email))).signedIn;

test("keys without a kid are fetched again once they have changed", async () => {
  reconfigureProvider();
  await provider.rotateKeysWithoutId();
  expect(await canSignIn()).toBe(true);
  await provider.rotateKeysWithoutId();
  advance(31_000);
  provider.requestCounts.clear();
  expect(await Promise.all(Array.from({ length: 8 }, canSignIn))).toEqual(Array(8).fill(true));
  expect(provider.requestCounts.get("/keys")).toBe(1);
});

test("any of several keys without a kid can verify", async () => {
  reconfigureProvider();
  await provider.rotateKeysWithoutId(2);
  expect(await canSignIn()).toBe(true);
  await provider.rotateKeysWithoutId(2);
  advance(31_000);
  expect(await canSignIn()).toBe(true);
});

test("forged signatures fetch keys without a kid once in 30 seconds", async () => {
  reconfigureProvider();
  await provider.rotateKeysWithoutId(1);
  expect(await canSignIn()).toBe(true);
  provider.requestCounts.clear();
  provider.signIdToken = async (claims) => {
    const [header, payload, signature = ""] = (await provider.signJwt(claims)).split(".");
    return [header, payload, [...signature].reverse().join("")].join(".");
  };
  expect(await canSignIn()).toBe(false);
  expect(provider.requestCounts.get("/keys")).toBeUndefined();
  advance(31_000);
  for (let turn = 0; turn < 5; turn++) expect(await canSignIn()).toBe(false);
  expect(provider.requestCounts.get("/keys")).toBe(1);
});
