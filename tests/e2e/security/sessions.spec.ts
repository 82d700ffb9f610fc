import { sql } from "drizzle-orm";
import { decode } from "next-auth/jwt";
import { paths } from "#lib/paths.ts";
import { type House, openHouse } from "../house.ts";
import { administrator, type TestAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { callAction } from "./actions.ts";
import type { Client } from "./client.ts";
import { dump, run } from "./database.ts";
import { formsIn } from "./forms.ts";
import {
  isSignedIn,
  PASSWORD,
  SESSION_COOKIE,
  signedInAdministrator,
  signedInHolder,
  signIn,
  visitor,
} from "./visitors.ts";

const CHOSEN = { password: "four herons over ice", confirmation: "four herons over ice" };

const cookieOf = (client: Client) => client.cookies.get(SESSION_COOKIE) ?? "";

test("what an administrator takes away at one server is gone on the next request at another", async ({ house }) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const replica = await openHouse({ DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET });
  try {
    const boss = await signedInAdministrator(house);
    const demoted = await administrator();
    const deleted = await viewer();
    const reset = await viewer();
    const there = async (person: TestAccount) => (await signIn(visitor(house), person)).copy(replica);
    const [demotedThere, deletedThere, resetThere] = await Promise.all([demoted, deleted, reset].map(there));
    if (!demotedThere || !deletedThere || !resetThere) throw new Error("Somebody did not come in.");
    expect((await demotedThere.get(paths.accounts)).status).toBe(200);
    expect(await isSignedIn(deletedThere)).toBe(true);
    expect(await isSignedIn(resetThere)).toBe(true);

    await boss.submit(paths.accountDetails(demoted.id), "seen", { roles: ["viewer"] });
    await boss.submit(paths.deleteAccount(deleted.id), "list", {});
    await boss.submit(paths.resetPassword(reset.id), "singleUsePassword", {});

    expect((await demotedThere.get(paths.accounts)).status).toBe(403);
    expect((await callAction(demotedThere, "deleteAccountAction", reset)).status).toBe(403);
    expect(await isSignedIn(demotedThere)).toBe(true);
    expect(await isSignedIn(deletedThere)).toBe(false);
    expect(await isSignedIn(resetThere)).toBe(false);
  } finally {
    await replica.close();
  }
});

/** Ways in which a session is over for the server, while a copy of its cookie is still about. */
const ENDS: Readonly<Record<string, (client: Client, person: TestAccount) => Promise<unknown>>> = {
  "signing out": async (client) => client.post(paths.home, (await signOutForm(client)) ?? []),
  "signing out through next-auth's route": async (client) => {
    const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
    const headers = { origin: client.origin, "content-type": "application/json" };
    return client.send("POST", "/api/auth/signout", { headers, body: JSON.stringify({ csrfToken }) });
  },
  "a changed password": (client) =>
    client.submit(paths.account, "currentPassword", { currentPassword: PASSWORD, ...CHOSEN }),
  "thirty minutes without use": (_, { id }) =>
    run(sql`UPDATE sessions SET last_seen_at = now() - interval '31 minutes' WHERE account_id = ${id}`),
  "twelve hours": (_, { id }) =>
    run(sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE account_id = ${id}`),
};

const signOutForm = async (client: Client) => formsIn((await client.get(paths.home)).body).at(-1)?.fields;

for (const [end, bringAbout] of Object.entries(ENDS)) {
  test(`a copied cookie opens nothing after ${end}`, async ({ house }) => {
    const person = await administrator();
    const client = await signIn(visitor(house), person);
    const stolen = client.copy(house);
    expect(await isSignedIn(stolen)).toBe(true);
    await bringAbout(client, person);

    const replay = () => stolen.copy(house);
    for (const path of [paths.home, paths.account, paths.accounts]) {
      const answers = [await replay().get(path), await replay().getInPlace(path)];
      for (const answer of answers) {
        expect(JSON.stringify([answer.headers.location, answer.body]), path).toContain(paths.login);
        expect(answer.body).not.toContain(person.email);
      }
    }
    const before = (await dump()).accounts;
    const acted = await callAction(replay(), "addAccountAction", person);
    expect(String(acted.headers["x-action-redirect"] ?? acted.headers.location)).toContain(paths.login);
    expect((await dump()).accounts).toEqual(before);
  });
}

test("asking whether there is a session keeps none alive", async ({ house }) => {
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const lastUse = async () => (await dump()).sessions?.find((row) => row.includes(person.id));
  await run(sql`UPDATE sessions SET last_seen_at = now() - interval '29 minutes' WHERE account_id = ${person.id}`);
  const before = await lastUse();
  for (let poll = 0; poll < 5; poll++) await client.get("/api/auth/session");
  expect(await lastUse()).toBe(before);
  await run(sql`UPDATE sessions SET last_seen_at = now() - interval '31 minutes' WHERE account_id = ${person.id}`);
  expect((await client.get("/api/auth/session")).body).toBe("null");
  expect(await isSignedIn(client)).toBe(false);
});

test("each sign-in and each new password brings a new cookie, and the one before is dead", async ({ house }) => {
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const first = client.copy(house);
  await run(sql`UPDATE sessions SET last_seen_at = now() - interval '31 minutes' WHERE account_id = ${person.id}`);
  await signIn(client, person);
  const second = client.copy(house);
  expect(cookieOf(second)).not.toBe(cookieOf(first));
  await client.submit(paths.account, "currentPassword", { currentPassword: PASSWORD, ...CHOSEN });
  expect(cookieOf(client)).not.toBe(cookieOf(second));
  expect(await isSignedIn(client)).toBe(true);
  expect(await isSignedIn(second)).toBe(false);
  expect(await isSignedIn(first)).toBe(false);
});

test("choosing a password ends every session that the single-use one opened, but this browser's goes on anew", async ({
  house,
}) => {
  const client = await signedInHolder(house);
  const before = client.copy(house);
  expect((await client.submit(paths.newPassword, "confirmation", CHOSEN)).status).toBe(303);
  expect(cookieOf(client)).not.toBe(cookieOf(before));
  expect(await isSignedIn(client)).toBe(true);
  expect((await before.get(paths.newPassword)).headers.location).toContain(paths.login);
});

test("a cookie that somebody planted before the sign-in opens nothing after it", async ({ house }) => {
  const thief = await signIn(visitor(house), await viewer());
  const victim = visitor(house);
  victim.cookies.set(SESSION_COOKIE, cookieOf(thief));
  await run(sql`UPDATE sessions SET expires_at = now()`);
  const person = await viewer();
  await signIn(victim, person);
  expect(cookieOf(victim)).not.toBe(cookieOf(thief));
  expect(await isSignedIn(victim)).toBe(true);
  expect(await isSignedIn(thief)).toBe(false);
});

test("the cookie holds one opaque secret, of which a digest is stored", async ({ house }) => {
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const token = await decode({
    token: cookieOf(client),
    secret: house.environment.AUTH_SECRET ?? "",
    salt: SESSION_COOKIE,
  });
  const { sid, iat: _, exp: __, jti: ___, ...more } = token ?? {};
  expect(more).toEqual({});
  expect(Buffer.from(String(sid), "base64url").length).toBe(32);
  expect(JSON.stringify(await dump())).not.toContain(String(sid));
});

/** The attributes of a cookie, as its line says them. */
const attributesOf = (line: string) =>
  line
    .split("; ")
    .slice(1)
    .map((part) => part.toLowerCase())
    .filter((part) => !part.startsWith("expires") && !part.startsWith("max-age"))
    .sort();

test("cookies are for this host alone and out of scripts' reach, and over https for https alone", async ({ house }) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const behindProxy = { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, APP_URL: "https://gate.example" };
  const secured: House = await openHouse(behindProxy);
  try {
    for (const [where, secure] of [
      [house, false],
      [secured, true],
    ] as const) {
      const client = visitor(where);
      const form = await client.form(paths.login, "password");
      const person = await viewer();
      const fields = [
        ...form.fields.filter(([name]) => name.startsWith("$")),
        ["email", person.email] as const,
        ["password", person.password] as const,
      ];
      const answer = await client.post(paths.login, fields);
      const csrf = await client.get("/api/auth/csrf");
      const session = [...answer.setCookies].find((line) => line.includes(SESSION_COOKIE)) ?? "";
      expect(session.startsWith(secure ? `__Host-${SESSION_COOKIE}=` : `${SESSION_COOKIE}=`)).toBe(true);
      for (const line of [...answer.setCookies, ...csrf.setCookies]) {
        expect(attributesOf(line), line).toEqual(
          ["httponly", "path=/", "samesite=lax", ...(secure ? ["secure"] : [])].sort(),
        );
      }
    }
  } finally {
    await secured.close();
  }
});

test("what is posted to next-auth's session route changes nobody's rights", async ({ house }) => {
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  const data = { role: "ADMIN", roles: ["administrator"], sid: "x", user: { id: "x" }, mustChoosePassword: false };
  const headers = { origin: client.origin, "content-type": "application/json" };
  const answer = await client.send("POST", "/api/auth/session", { headers, body: JSON.stringify({ csrfToken, data }) });
  expect(Object.keys(JSON.parse(answer.body) ?? {})).toEqual(["expires"]);
  expect(await isSignedIn(client)).toBe(true);
  expect((await client.get(paths.accounts)).status).toBe(403);
});

const GARBAGE = [
  "",
  "x",
  "%",
  "%E0%A4%A",
  "null",
  "a.b.c.d.e",
  "eyJhbGciOiJub25lIn0.e30.",
  "=;=",
  '"',
  "javascript:alert(1)",
  "//evil.example",
  "x".repeat(6000),
];

test("garbage in any cookie is being signed out, and no failure", async ({ house }) => {
  const names = [
    SESSION_COOKIE,
    `${SESSION_COOKIE}.0`,
    `__Host-${SESSION_COOKIE}`,
    "authjs.session-token",
    "authjs.callback-url",
    "authjs.csrf-token",
    "__Host-authjs.csrf-token",
    "gatehouse.notice",
  ];
  for (const name of names) {
    for (const value of GARBAGE) {
      const headers = { cookie: `${name}=${value}`, authorization: "Bearer %" };
      for (const path of [paths.account, paths.login, "/api/auth/session", "/api/auth/csrf", "/api/auth/signin"]) {
        const answer = await visitor(house).get(path, headers);
        expect(answer.status, `${path} with ${name}=${value.slice(0, 40)}`).toBeLessThan(500);
        expect(answer.headers.location ?? "").not.toContain("evil.example");
        if (path === paths.account) expect(answer.headers.location).toContain(paths.login);
      }
    }
  }
});
