import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, PASSWORD } from "#tests/db/people.ts";
import { callAction } from "./actions.ts";
import { anonymousClient, SIGN_IN_REFUSED, signInThroughRoute, startsSession } from "./clients.ts";
import { accountsAndCredentials } from "./database.ts";
import { test } from "./test.ts";

const WRONG = "not the right one";

const NO_TEXT: readonly unknown[] = [
  undefined,
  null,
  "",
  " ",
  0,
  1,
  true,
  [],
  ["a"],
  {},
  { $gt: 0 },
  { toString: "x" },
  "a\0b",
  "x".repeat(20_000),
];

test("credentials that are not text are refused and not counted", async ({ server }) => {
  const user = await activeAccount();
  const before = await accountsAndCredentials();
  const client = anonymousClient(server);
  for (const odd of NO_TEXT) {
    for (const credentials of [
      { email: user.email, password: odd },
      { email: odd, password: PASSWORD },
      { email: [user.email], password: [PASSWORD] },
    ]) {
      const answer = await signInThroughRoute(client, credentials);
      expect(answer.status, JSON.stringify(credentials).slice(0, 100)).toBe(302);
      expect(startsSession(answer)).toBe(false);
      expect(answer.headers.location).toContain("error=CredentialsSignin");
    }
  }
  for (const name of ["email[]", "email[a]", "email.a", "email[$gt]"]) {
    const values = { email: undefined, [name]: user.email, password: WRONG };
    const answer = await client.submit(paths.login, "password", values);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(SIGN_IN_REFUSED);
  }
  const direct = await callAction(client, "signInAction", user, { email: [user.email, "b"], password: ["", WRONG] });
  expect(startsSession(direct)).toBe(false);
  expect(await accountsAndCredentials()).toEqual(before);
});

const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
  "x",
];

const BODIES = [
  "",
  "garbage",
  "null",
  "[]",
  "1",
  '"x"',
  "{",
  '{"__proto__":{"a":1}}',
  "a=1&a=2",
  "\0",
  "x".repeat(60_000),
];

test("a body that next-auth cannot parse causes no server error", async ({ server }) => {
  const client = anonymousClient(server);
  await client.get("/api/auth/csrf");
  for (const type of TYPES) {
    for (const body of BODIES) {
      for (const route of ["callback/credentials", "session", "signin/credentials", "signout", "nope"]) {
        const headers = { origin: client.origin, "content-type": type };
        const answer = await client.send("POST", `/api/auth/${route}`, { headers, body });
        expect(answer.status, `${route} as ${type}: ${body.slice(0, 30)}`).toBeLessThan(500);
        expect(startsSession(answer)).toBe(false);
      }
    }
  }
});
