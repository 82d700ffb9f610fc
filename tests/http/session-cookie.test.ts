import { expect } from "vitest";
import { decrypt } from "#lib/crypto/encryption.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, SESSION_COOKIE, signIn, submitSignIn } from "./clients.ts";
import { expectCookies } from "./cookies.ts";
import { dump } from "./database.ts";
import { inParallel } from "./in-parallel.ts";
import { test } from "./test.ts";

test("the session cookie holds an opaque token, stored as a digest", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const { sid, ...more } = decrypt("session", client.cookies.get(SESSION_COOKIE) ?? "") ?? {};
  expect(more).toEqual({});
  expect(Buffer.from(String(sid), "base64url").length).toBe(32);
  expect(JSON.stringify(await dump())).not.toContain(String(sid));
});

test("cookies are host-only and HttpOnly", async ({ server }) => {
  await expectCookies(server, "", ["httponly", "path=/", "samesite=lax"]);
});

test("the session cookie has a Max-Age of twelve hours", async ({ server }) => {
  const answer = await submitSignIn(anonymousClient(server), await activeAccount());
  const line = answer.setCookies.find((cookie) => cookie.startsWith(SESSION_COOKIE));
  expect(line).toContain(`; Max-Age=${12 * 3600};`);
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

test("garbage in any cookie means signed out, not a server error", async ({ server }) => {
  const names = [
    SESSION_COOKIE,
    `${SESSION_COOKIE}.0`,
    `__Host-${SESSION_COOKIE}`,
    "gatehouse.callback-url",
    "gatehouse.csrf-token",
    "__Host-gatehouse.csrf-token",
    "gatehouse.flash",
    "gatehouse.device",
  ];
  for (const name of names) {
    await inParallel(GARBAGE, 4, async (value) => {
      const headers = { cookie: `${name}=${value}`, authorization: "Bearer %" };
      for (const path of [paths.account, paths.login, "/api/auth/session", "/api/auth/csrf", "/api/auth/signin"]) {
        const answer = await anonymousClient(server).get(path, headers);
        expect(answer.status, `${path} with ${name}=${value.slice(0, 40)}`).toBeLessThan(500);
        expect(answer.headers.location ?? "").not.toContain("evil.example");
        if (path === paths.account) expect(answer.headers.location).toContain(paths.login);
      }
    });
  }
});
