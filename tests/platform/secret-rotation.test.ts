import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { replicaOf, type Settings, startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";

test("rotating the secret keeps sessions and passwords valid", async ({ onTestFinished }) => {
  const start = async (settings?: Settings) => {
    const server = await startServer(settings);
    onTestFinished(async () => void (await server.stop()));
    return server;
  };
  const server = await start();
  await useDatabaseOf(server);
  const [user, another] = [await activeAccount(), await activeAccount()];
  const before = await signIn(anonymousClient(server), user);
  const newest = randomBytes(33).toString("base64");
  const [rotated, newestOnly] = await Promise.all([
    start({ ...replicaOf(server), AUTH_SECRET: `${newest},${server.environment.AUTH_SECRET}` }),
    start({ ...replicaOf(server), AUTH_SECRET: newest }),
  ]);
  expect(await isSignedIn(before.copy(rotated))).toBe(true);
  const renewed = await signIn(anonymousClient(rotated), user);
  expect(await isSignedIn(renewed.copy(newestOnly))).toBe(true);
  expect(startsSession(await submitSignIn(anonymousClient(newestOnly), user))).toBe(true);
  expect(startsSession(await submitSignIn(anonymousClient(newestOnly), another))).toBe(false);
  expect(await isSignedIn(before.copy(newestOnly))).toBe(false);
});
