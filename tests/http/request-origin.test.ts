import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { ACTIONS, callAction } from "./actions.ts";
import { Client, filledIn } from "./client.ts";
import { adminClient, anonymousClient, passwordChangeClient } from "./clients.ts";
import { accountsAndCredentials, dump, dumpWithoutLastUse } from "./database.ts";
import { targetAccount } from "./target-account.ts";
import { test } from "./test.ts";

/** The headers of a form from another site. */
const FOREIGN: readonly Readonly<Record<string, string | readonly string[] | undefined>>[] = [
  { origin: undefined },
  { origin: "null" },
  { origin: "https://evil.example" },
  { origin: "http://evil.localhost" },
  { origin: "http://localhost" },
  { origin: "http://localhost:1" },
  { origin: "" },
  { origin: undefined, referer: "https://evil.example/" },
];

/** Reveals another site even where the origin claims to be ours. */
const CROSS_SITE = ["cross-site", "same-site", "none"];

const foreignHeaders = (own: string) => [
  ...FOREIGN,
  { origin: own.replace("http:", "https:") },
  { origin: `${own}.evil.example` },
  { origin: `${own}/` },
  { origin: own.toUpperCase() },
  { origin: [own, "https://evil.example"] },
  { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
  ...CROSS_SITE.map((site) => ({ origin: own, "sec-fetch-site": site })),
];

test("no server action accepts a form from another origin", async ({ server }) => {
  const target = await targetAccount();
  const admin = await adminClient(server);
  const withSingleUsePassword = await passwordChangeClient(server);
  const before = await accountsAndCredentials();
  for (const name of Object.keys(ACTIONS)) {
    const client = name === "replaceSingleUsePasswordAction" ? withSingleUsePassword : admin;
    for (const headers of foreignHeaders(client.origin)) {
      const sender = new Client(server);
      for (const [cookie, value] of client.cookies) sender.cookies.set(cookie, value);
      const answer = await callAction(sender, name, target, undefined, headers);
      expect(answer.status, `${name} with ${JSON.stringify(headers)}`).toBe(403);
      expect(answer.setCookies).toEqual([]);
    }
  }
  expect(await accountsAndCredentials()).toEqual(before);
  expect((await admin.get(paths.account)).status).toBe(200);
});

/** Their forms are not on a page that administrators see. */
const WITHOUT_FORM = [
  "signInAction",
  "replaceSingleUsePasswordAction",
  "revokeOwnSessionAction",
  "revokeAccountSessionsAction",
];

test("no page accepts a form from another origin", async ({ server }) => {
  const target = await targetAccount();
  const client = await adminClient(server);
  const before = await dump();
  for (const [name, { page, field, needsEmail, filledIn: values }] of Object.entries(ACTIONS)) {
    if (!field || needsEmail || WITHOUT_FORM.includes(name)) continue;
    const fields = filledIn(await client.form(page(target), field), values(target));
    for (const origin of [undefined, "null", "https://evil.example"]) {
      expect((await client.post(page(target), fields, { origin })).status, `${name} from ${origin}`).toBe(403);
    }
  }
  expect(await dump()).toEqual(before);
});

test("no route of next-auth accepts a form from another origin", async ({ server }) => {
  const client = await adminClient(server);
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  const body = new URLSearchParams({ csrfToken, email: "a@example.com", password: "x" }).toString();
  for (const route of ["signout", "callback/credentials", "session", "signin/credentials", "_log"]) {
    for (const headers of foreignHeaders(client.origin)) {
      const answer = await client.send("POST", `/api/auth/${route}`, {
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        body,
      });
      expect(answer.status, `${route} with ${JSON.stringify(headers)}`).toBe(403);
    }
  }
  expect((await client.get(paths.account)).status).toBe(200);
});

test("next-auth's own sign-in requires its CSRF token", async ({ server }) => {
  const { email, password } = await activeAccount();
  for (const csrfToken of [undefined, "", "x", "0".repeat(64)]) {
    const client = anonymousClient(server);
    const fields = Object.entries({ email, password, ...(csrfToken !== undefined && { csrfToken }) });
    const answer = await client.send("POST", "/api/auth/callback/credentials", {
      headers: { origin: client.origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
    expect(answer.setCookies.filter((line) => line.includes("session"))).toEqual([]);
    expect(answer.status).toBeLessThan(500);
  }
});

const AUTH_ROUTES = [
  "csrf",
  "session",
  "providers",
  "signout",
  "signin",
  "signin/credentials",
  "error",
  "verify-request",
  "callback/credentials?csrfToken=x",
];

test("reading every page changes only the session's last activity", async ({ server }) => {
  const target = await targetAccount();
  const client = await adminClient(server);
  const before = await dumpWithoutLastUse();
  const pages = Object.values(ACTIONS).map(({ page }) => page(target));
  const list = [paths.accounts, `${paths.accounts}?search=a&state=LOCKED&sort=created`];
  const addresses = [
    ...new Set([...pages, ...list, paths.auditLog, `${paths.auditLog}?outcome=failure`, paths.auditLogExport]),
    ...[paths.home, "/nope"],
    ...AUTH_ROUTES.map((route) => `/api/auth/${route}`),
    "/api/health/live",
    "/api/health/ready",
  ];
  for (const address of addresses) {
    await client.get(address);
    await client.getInPlace(address);
    await client.send("HEAD", address);
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
  expect((await client.get(paths.account)).status).toBe(200);
});

test("no response allows another origin to read it", async ({ server }) => {
  const client = await adminClient(server);
  const addresses = [paths.home, paths.accounts, "/api/auth/session", "/api/auth/csrf", "/api/health/live", "/nope"];
  for (const address of addresses) {
    for (const method of ["GET", "OPTIONS", "POST"]) {
      const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
      const answer = await client.send(method, address, { headers, body: method === "POST" ? "" : undefined });
      const shared = Object.keys(answer.headers).filter((name) => name.startsWith("access-control"));
      expect(shared, `${method} ${address}`).toEqual([]);
    }
  }
});
