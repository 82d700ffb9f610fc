import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import type { Answer } from "./client.ts";
import { anonymousClient, viewerClient } from "./clients.ts";
import { test } from "./test.ts";

/** Has redirected Django, next-auth and others to another site (OWASP ASVS 3.7.2). */
const ELSEWHERE = [
  "https://evil.example",
  "https://evil.example/",
  "http:///evil.example",
  "//evil.example",
  "//evil.example/",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\nSet-Cookie: a=b",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "@evil.example",
  "http:evil.example",
  "https:evil.example",
  "/%5cevil.example/..//evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "ftp://evil.example",
  "http://localhost@evil.example",
  "http://localhost:8080/",
  " //evil.example",
  "//localhost:1/",
  "http://[::1",
];

/** Our own paths, to every browser. */
const ESCAPED = ["/%09/evil.example", "/%2f/evil.example"];

/** Our own paths that a sign-in must not end at. */
const NO_RETURN = ["/login", "/new-password", "/api/auth/signout", "/api/health/live"];

const target = (server: Server, { headers }: Answer) =>
  new URL(String(headers.location ?? headers["x-action-redirect"] ?? "/"), server.url);

test("a sign-in never leads to another site", async ({ server }) => {
  const user = await activeAccount();
  const form = await anonymousClient(server).form(paths.login, "password");
  const hidden = form.fields.filter(([name]) => name.startsWith("$"));
  for (const next of [...ELSEWHERE, ...NO_RETURN, ...ESCAPED]) {
    const destination = ESCAPED.includes(next) ? next : paths.home;
    const page = await anonymousClient(server).get(`${paths.login}?${new URLSearchParams({ next })}`);
    expect(page.body, next).toContain(`name="next" value="${destination}"`);
    const fields = [...hidden, ["email", user.email], ["password", user.password], ["next", next]] as const;
    const answer = await anonymousClient(server).post(paths.login, fields);
    expect([answer.status, answer.headers.location], next).toEqual([303, destination]);
    expect(answer.setCookies.join(), next).not.toContain("a=b");
  }
});

test("the sign-in page redirects signed-in users only within the site", async ({ server }) => {
  const client = await viewerClient(server);
  const location = async (next: string) =>
    (await client.get(`${paths.login}?${new URLSearchParams({ next })}`)).headers.location;
  expect((await client.get(paths.login)).headers.location).toBe(paths.home);
  expect(await location(paths.account)).toBe(paths.account);
  for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example", "/api/health/live", "/login"])
    expect(await location(next), next).toBe(paths.home);
});

test("next-auth's routes redirect only to our own origin", async ({ server }) => {
  const user = await activeAccount();
  for (const callbackUrl of [...ELSEWHERE, ...NO_RETURN, ...ESCAPED]) {
    const client = anonymousClient(server);
    const query = new URLSearchParams({ callbackUrl });
    for (const route of ["signin", "signout", "error", "callback/credentials", "signin/credentials"]) {
      const cookie = `gatehouse.callback-url=${encodeURIComponent(callbackUrl)}`;
      const answer = await anonymousClient(server).get(`/api/auth/${route}?${query}`, { cookie });
      expect(answer.status, `${route} ${callbackUrl}`).toBeLessThan(500);
      expect(target(server, answer).origin, `${route} ${callbackUrl}`).toBe(server.url);
    }
    const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
    for (const route of ["callback/credentials", "signout"]) {
      const answer = await client.send("POST", `/api/auth/${route}`, {
        headers: { origin: client.origin, "content-type": "application/json" },
        body: JSON.stringify({ csrfToken, callbackUrl, email: user.email, password: user.password }),
      });
      expect(answer.status, `${route} ${callbackUrl}`).toBeLessThan(500);
      expect(target(server, answer).origin, `${route} ${callbackUrl}`).toBe(server.url);
    }
  }
});
