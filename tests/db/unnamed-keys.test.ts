import { afterEach, expect, test, vi } from "vitest";
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { activeAccount } from "./people.ts";

startProvider();

afterEach(() => {
  vi.useRealTimers();
});

/** Only `Date` is ours: nothing stands still. */
const goOn = (ms: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const signsIn = async () => (await signInAs(somebody((await activeAccount()).email))).signedIn;

test("keys without an id are fetched again once they have changed", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys();
  expect(await signsIn()).toBe(true);
  await provider.rotateUnnamedKeys();
  goOn(31_000);
  provider.asked.clear();
  expect(await Promise.all(Array.from({ length: 8 }, signsIn))).toEqual(Array(8).fill(true));
  expect(provider.asked.get("/keys")).toBe(1);
});

test("one of several keys without an id verifies", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys(2);
  expect(await signsIn()).toBe(true);
  await provider.rotateUnnamedKeys(2);
  goOn(31_000);
  expect(await signsIn()).toBe(true);
});

test("forged signatures fetch keys without an id once in 30 seconds", async () => {
  restartProvider();
  await provider.rotateUnnamedKeys(1);
  expect(await signsIn()).toBe(true);
  provider.asked.clear();
  provider.sign = async (claims) => {
    const [header, payload, signature = ""] = (await provider.signed(claims)).split(".");
    return [header, payload, [...signature].reverse().join("")].join(".");
  };
  expect(await signsIn()).toBe(false);
  expect(provider.asked.get("/keys")).toBeUndefined();
  goOn(31_000);
  for (let turn = 0; turn < 5; turn++) expect(await signsIn()).toBe(false);
  expect(provider.asked.get("/keys")).toBe(1);
});
