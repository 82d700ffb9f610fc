import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { test } from "#tests/http/test.ts";
import { replicaOf, startServer } from "#tests/servers/server.ts";

test("a new secret before the old one ends no session or password", async ({ server }) => {
  const [user, another] = [await activeAccount(), await activeAccount()];
  const before = await signIn(anonymousClient(server), user);
  const newest = randomBytes(33).toString("base64");
  const startWith = (AUTH_SECRET: string) => startServer({ ...replicaOf(server), AUTH_SECRET });
  const [rotated, newestOnly] = await Promise.all([
    startWith(`${newest},${server.environment.AUTH_SECRET}`),
    startWith(newest),
  ]);
  try {
    expect(await isSignedIn(before.copy(rotated))).toBe(true);
    const renewed = await signIn(anonymousClient(rotated), user);
    expect(await isSignedIn(renewed.copy(newestOnly))).toBe(true);
    expect(startsSession(await submitSignIn(anonymousClient(newestOnly), user))).toBe(true);
    expect(startsSession(await submitSignIn(anonymousClient(newestOnly), another))).toBe(false);
    expect(await isSignedIn(before.copy(newestOnly))).toBe(false);
  } finally {
    await Promise.all([rotated.stop(), newestOnly.stop()]);
  }
});
