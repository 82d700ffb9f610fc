import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, PASSWORD, type TestAccount } from "#tests/db/people.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { callAction } from "./actions.ts";
import type { Client } from "./client.ts";
import { adminClient, anonymousClient, isSignedIn, passwordChangeClient, SESSION_COOKIE, signIn } from "./clients.ts";
import { dump, run } from "./database.ts";
import { formsIn } from "./forms.ts";
import { test } from "./test.ts";

const CHOSEN = { password: "four herons over ice", confirmation: "four herons over ice" };

const cookieOf = (client: Client) => client.cookies.get(SESSION_COOKIE) ?? "";

const expire = ({ id }: TestAccount) =>
  run(sql`UPDATE sessions SET last_seen_at = now() - interval '31 minutes' WHERE account_id = ${id}`);

test("access revoked at one server is revoked at every server", async ({ server }) => {
  const replica = await sharedServers.use("replica");
  const admin = await adminClient(server);
  const [demoted, deleted, reset] = [await adminAccount(), await activeAccount(), await activeAccount()];
  const atReplica = async (user: TestAccount) => (await signIn(anonymousClient(server), user)).copy(replica);
  const demotedClient = await atReplica(demoted);
  const deletedClient = await atReplica(deleted);
  const resetClient = await atReplica(reset);
  expect((await demotedClient.get(paths.accounts)).status).toBe(200);
  expect(await isSignedIn(deletedClient)).toBe(true);
  expect(await isSignedIn(resetClient)).toBe(true);

  await admin.submit(paths.accountDetails(demoted.id), "seen", { roles: ["viewer"] });
  await admin.submit(paths.deleteAccount(deleted.id), "list", {});
  await admin.submit(paths.resetPassword(reset.id), "singleUsePassword", {});

  expect((await demotedClient.get(paths.accounts)).status).toBe(403);
  expect((await callAction(demotedClient, "deleteAccountAction", reset)).status).toBe(403);
  expect(await isSignedIn(demotedClient)).toBe(true);
  expect(await isSignedIn(deletedClient)).toBe(false);
  expect(await isSignedIn(resetClient)).toBe(false);
});

/** What ends a session at the server, while a copy of its cookie still exists. */
const ENDS: Readonly<Record<string, (client: Client, user: TestAccount) => Promise<unknown>>> = {
  "signing out": async (client) => client.post(paths.home, (await signOutForm(client)) ?? []),
  "signing out through next-auth's route": async (client) => {
    const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
    const headers = { origin: client.origin, "content-type": "application/json" };
    return client.send("POST", "/api/auth/signout", { headers, body: JSON.stringify({ csrfToken }) });
  },
  "a changed password": (client) =>
    client.submit(paths.account, "currentPassword", { currentPassword: PASSWORD, ...CHOSEN }),
  "thirty minutes without use": (_, user) => expire(user),
  "twelve hours": (_, { id }) =>
    run(sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE account_id = ${id}`),
};

const signOutForm = async (client: Client) => formsIn((await client.get(paths.home)).body).at(-1)?.fields;

for (const [end, endSession] of Object.entries(ENDS)) {
  test(`a copied cookie is useless after ${end}`, async ({ server }) => {
    const user = await adminAccount();
    const client = await signIn(anonymousClient(server), user);
    const stolen = client.copy(server);
    expect(await isSignedIn(stolen)).toBe(true);
    await endSession(client, user);

    const replay = () => stolen.copy(server);
    for (const path of [paths.home, paths.account, paths.accounts]) {
      const answers = [await replay().get(path), await replay().getInPlace(path)];
      for (const answer of answers) {
        expect(JSON.stringify([answer.headers.location, answer.body]), path).toContain(paths.login);
        expect(answer.body).not.toContain(user.email);
      }
    }
    const before = (await dump()).accounts;
    const acted = await callAction(replay(), "createAccountAction", user);
    expect(String(acted.headers["x-action-redirect"] ?? acted.headers.location)).toContain(paths.login);
    expect((await dump()).accounts).toEqual(before);
  });
}

test("checking a session does not prolong it", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const lastUse = async () => (await dump()).sessions?.find((row) => row.includes(user.id));
  await run(sql`UPDATE sessions SET last_seen_at = now() - interval '29 minutes' WHERE account_id = ${user.id}`);
  const before = await lastUse();
  for (let poll = 0; poll < 5; poll++) await client.get("/api/auth/session");
  expect(await lastUse()).toBe(before);
  await expire(user);
  expect((await client.get("/api/auth/session")).body).toBe("null");
  expect(await isSignedIn(client)).toBe(false);
});

test("each sign-in and each new password renews the session", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const first = client.copy(server);
  await expire(user);
  await signIn(client, user);
  const second = client.copy(server);
  expect(cookieOf(second)).not.toBe(cookieOf(first));
  await client.submit(paths.account, "currentPassword", { currentPassword: PASSWORD, ...CHOSEN });
  expect(cookieOf(client)).not.toBe(cookieOf(second));
  expect(await isSignedIn(client)).toBe(true);
  expect(await isSignedIn(second)).toBe(false);
  expect(await isSignedIn(first)).toBe(false);
});

test("replacing a single-use password revokes every session but this browser's new one", async ({ server }) => {
  const client = await passwordChangeClient(server);
  const before = client.copy(server);
  expect((await client.submit(paths.newPassword, "confirmation", CHOSEN)).status).toBe(303);
  expect(cookieOf(client)).not.toBe(cookieOf(before));
  expect(await isSignedIn(client)).toBe(true);
  expect((await before.get(paths.newPassword)).headers.location).toContain(paths.login);
});

test("a session planted before a sign-in is not used after it", async ({ server }) => {
  const planter = await activeAccount();
  const planted = await signIn(anonymousClient(server), planter);
  const victim = anonymousClient(server);
  victim.cookies.set(SESSION_COOKIE, cookieOf(planted));
  await run(sql`UPDATE sessions SET expires_at = now() WHERE account_id = ${planter.id}`);
  await signIn(victim, await activeAccount());
  expect(cookieOf(victim)).not.toBe(cookieOf(planted));
  expect(await isSignedIn(victim)).toBe(true);
  expect(await isSignedIn(planted)).toBe(false);
});

test("data posted to next-auth's session route changes no rights", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  const data = { role: "ADMIN", roles: ["administrator"], sid: "x", user: { id: "x" }, passwordChangeRequired: false };
  const headers = { origin: client.origin, "content-type": "application/json" };
  const answer = await client.send("POST", "/api/auth/session", { headers, body: JSON.stringify({ csrfToken, data }) });
  expect(Object.keys(JSON.parse(answer.body) ?? {})).toEqual(["expires"]);
  expect(await isSignedIn(client)).toBe(true);
  expect((await client.get(paths.accounts)).status).toBe(403);
});
