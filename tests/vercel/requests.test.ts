import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword, activeAccount, adminAccount } from "#tests/db/people.ts";
import { isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { accountsAndCredentials, run } from "#tests/http/database.ts";
import { deployment, session, test } from "./deployment.ts";
import { CLIENT_ADDRESS } from "./launcher.ts";
import { POOL_SIZE } from "./pooler.ts";

const BURST = 40;

test("forty concurrent sign-ins succeed with a pool of five", async ({ server }) => {
  const users = await Promise.all(Array.from({ length: BURST }, () => activeAccount()));
  const clients = await Promise.all(
    users.map(async (user) => {
      const client = session(server);
      return { client, answer: await submitSignIn(client, user) };
    }),
  );
  expect(BURST).toBeGreaterThan(POOL_SIZE);
  expect(clients.filter(({ answer }) => startsSession(answer))).toHaveLength(BURST);
  expect(await Promise.all(clients.map(({ client }) => isSignedIn(client)))).not.toContain(false);
});

test("concurrent guesses lock an account at the limit", async ({ server }) => {
  const user = await activeAccount();
  const guesses = Array.from({ length: 12 }, () =>
    submitSignIn(session(server), { ...user, password: "a wrong guess" }),
  );
  for (const { status } of await Promise.all(guesses)) expect(status).toBe(200);
  const [row] = await run(sql`SELECT failed_attempts, locked_at FROM credentials WHERE account_id = ${user.id}`);
  expect(row).toMatchObject({ failed_attempts: Number(server.environment.LOCK_AFTER), locked_at: expect.anything() });
  expect(startsSession(await submitSignIn(session(server), user))).toBe(false);
});

test("forward auth identifies users and rejects others", async ({ server }) => {
  expect((await session(server).get(paths.access)).status).toBe(401);
  expect((await (await signIn(session(server), await accountWithSingleUsePassword())).get(paths.access)).status).toBe(
    401,
  );
  const user = await activeAccount({ firstName: "Zoë", lastName: "Lee" });
  const client = await signIn(session(server), user);
  const answer = await client.get(paths.access);
  expect([answer.status, answer.body]).toEqual([204, ""]);
  expect(answer.headers).toMatchObject({
    "remote-user": user.id,
    "remote-name": "Zo%C3%AB%20Lee",
    "remote-roles": "viewer",
  });
  expect((await client.get(`${paths.access}?role=administrator`)).status).toBe(403);
});

test("a client cannot forge its address", async ({ server }) => {
  const forged = "192.0.2.66";
  const client = session(server, {
    [CLIENT_ADDRESS]: "198.51.100.7",
    "x-forwarded-for": forged,
    "x-real-ip": forged,
    "x-vercel-forwarded-for": forged,
    forwarded: `for=${forged}`,
  });
  const user = await activeAccount();
  await signIn(client, user);
  const rows = await run(sql`SELECT address FROM audit_events WHERE actor_id = ${user.id}`);
  expect(rows.map(({ address }) => address)).toEqual(["198.51.100.7"]);
});

test("requests from elsewhere are rejected and change nothing", async ({ server }) => {
  const client = await signIn(session(server), await activeAccount());
  const fields = (await client.form(paths.account, "firstName")).fields;
  const [, action] = (await client.get(paths.account)).body.match(/&quot;id&quot;:&quot;([0-9a-f]{42})/) ?? [];
  const before = await accountsAndCredentials();
  for (const origin of [undefined, "null", "https://evil.example", server.url.replace("localhost", "127.0.0.1")]) {
    for (const path of [paths.account, "/api/auth/signout"])
      expect((await client.post(path, fields, { origin })).status, `${path} from ${origin}`).toBe(403);
    const headers = { origin, "next-action": action, "content-type": "text/plain" };
    expect((await client.send("POST", paths.account, { headers, body: "[]" })).status).toBe(403);
  }
  expect((await client.send("DELETE", paths.account, { headers: { origin: client.origin } })).status).toBe(405);
  expect(await accountsAndCredentials()).toEqual(before);
  expect(await isSignedIn(client)).toBe(true);
});

test("responses have security headers", async ({ server }) => {
  const admin = await signIn(session(server), await adminAccount());
  const login = await session(server).get(paths.login);
  const [, nonce = ""] = String(login.headers["content-security-policy"]).match(/'nonce-([^']+)'/) ?? [];
  expect(nonce).not.toBe("");
  expect(login.body).toContain(`nonce="${nonce}"`);
  const builtFile = login.body.match(/\/_next\/static\/[^"]+\.css/)?.[0] ?? "";
  const answers = {
    "a page": await admin.get(paths.accounts),
    "a public page": login,
    "a redirect": await session(server).get(paths.account),
    "a missing page": await admin.get("/nope"),
    "a route": await admin.get(paths.access),
    "a built file": await admin.get(builtFile),
  };
  for (const [kind, { headers }] of Object.entries(answers)) {
    expect(headers, kind).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
    });
    const cached = kind === "a built file" ? /^public,max-age=31536000,immutable$/ : /^private,.* no-store/;
    expect(headers["cache-control"], kind).toMatch(cached);
    expect(headers["x-powered-by"], kind).toBeUndefined();
  }
});

test("an idle deployment holds no connections", async ({ server }) => {
  await signIn(session(server), await activeAccount());
  await expect.poll(() => deployment.isFrozen(), { timeout: 20_000 }).toBe(true);
  expect(await deployment.connections()).toBe(0);
});
