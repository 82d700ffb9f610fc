import { afterEach, expect, test, vi } from "vitest";
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { activeAccount } from "./people.ts";

startProvider();

afterEach(() => {
  vi.useRealTimers();
});

/** Fakes `Date` alone: timers keep running. */
const advanceClock = (ms: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const canSignIn = async () => (await signInAs(somebody((await activeAccount()).email))).signedIn;

test("keys without an id are fetched again once they have changed", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys();
  expect(await canSignIn()).toBe(true);
  await provider.rotateUnnamedKeys();
  advanceClock(31_000);
  provider.asked.clear();
  expect(await Promise.all(Array.from({ length: 8 }, canSignIn))).toEqual(Array(8).fill(true));
  expect(provider.asked.get("/keys")).toBe(1);
});

test("any of several keys without an id verifies a signature", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys(2);
  expect(await canSignIn()).toBe(true);
  await provider.rotateUnnamedKeys(2);
  advanceClock(31_000);
  expect(await canSignIn()).toBe(true);
});

test("forged signatures refetch keys without an id every 30 seconds at most", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys(1);
  expect(await canSignIn()).toBe(true);
  provider.asked.clear();
  provider.sign = async (claims) => {
    const [header, payload, signature = ""] = (await provider.signed(claims)).split(".");
    return [header, payload, [...signature].reverse().join("")].join(".");
  };
  expect(await canSignIn()).toBe(false);
  expect(provider.asked.get("/keys")).toBeUndefined();
  advanceClock(31_000);
  for (let turn = 0; turn < 5; turn++) expect(await canSignIn()).toBe(false);
  expect(provider.asked.get("/keys")).toBe(1);
});
