import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, anonymousSource } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { Client, filledIn, type Headers } from "./client.ts";
import { anonymousClient, SESSION_COOKIE, signIn, startsSession, submitSignIn } from "./clients.ts";
import { inParallel } from "./in-parallel.ts";
import { test } from "./test.ts";

const DEVICE_COOKIE = "gatehouse.device";

test("a known device signs in while its network is limited", async ({ server }) => {
  const replica = await sharedServers.use("replica");
  const source = { "x-forwarded-for": String(anonymousSource().address) };
  const user = await activeAccount();
  const knownClient = await signIn(new Client(server, source), user);
  await failUntilThrottled(server, source);

  const device = knownClient.cookies.get(DEVICE_COOKIE) ?? "";
  const signedOut = new Client(replica, source);
  signedOut.cookies.set(DEVICE_COOKIE, device);
  expect(startsSession(await submitSignIn(signedOut, user))).toBe(true);

  expect((await submitSignIn(new Client(server, source), user)).status).toBe(429);
  const borrowed = new Client(server, source);
  borrowed.cookies.set(DEVICE_COOKIE, device);
  expect((await submitSignIn(borrowed, await activeAccount())).status).toBe(429);
});

test("a shared device is known to both users", async ({ server }) => {
  const source = { "x-forwarded-for": String(anonymousSource().address) };
  const users = [await activeAccount(), await activeAccount()];
  const shared = new Client(server, source);
  for (const user of users) {
    shared.cookies.delete(SESSION_COOKIE);
    await signIn(shared, user);
  }
  await failUntilThrottled(server, source);
  for (const user of users) {
    shared.cookies.delete(SESSION_COOKIE);
    await signIn(shared, user);
  }
});

async function failUntilThrottled(server: Server, source: Headers): Promise<void> {
  const form = await anonymousClient(server).form(paths.login, "password");
  await inParallel(Array.from({ length: 35 }), 2, (_, place) =>
    new Client(server, source).post(
      paths.login,
      filledIn(form, { email: `nobody.${place}@example.com`, password: "x" }),
    ),
  );
}
