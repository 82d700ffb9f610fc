import { paths } from "#lib/paths.ts";
import { viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { ACTIONS, callAction } from "./actions.ts";
import { announce, Client, filledIn, send } from "./client.ts";
import { accountsAndCredentials, dump } from "./database.ts";
import { multipart } from "./forms.ts";
import { signedInAdministrator, signedInHolder, visitor } from "./visitors.ts";

/** Where a form of somebody else's says, or does not say, that it comes from. */
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

/** What gives a request away even where it claims our origin. */
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

test("no server action takes a form that does not come from our own origin", async ({ house }) => {
  const about = await viewer();
  const administrator = await signedInAdministrator(house);
  const holder = await signedInHolder(house);
  const before = await accountsAndCredentials();
  for (const name of Object.keys(ACTIONS)) {
    const client = name === "choosePasswordAction" ? holder : administrator;
    for (const headers of foreignHeaders(client.origin)) {
      const called = new Client(house);
      for (const [cookie, value] of client.cookies) called.cookies.set(cookie, value);
      const answer = await callAction(called, name, about, undefined, headers);
      expect(answer.status, `${name} with ${JSON.stringify(headers)}`).toBe(403);
      expect(answer.setCookies).toEqual([]);
    }
  }
  expect(await accountsAndCredentials()).toEqual(before);
  expect((await administrator.get(paths.account)).status).toBe(200);
});

test("no page takes a form without scripts that does not come from our own origin", async ({ house }) => {
  const about = await viewer();
  const client = await signedInAdministrator(house);
  const before = await dump();
  for (const [name, { page, field, isForMail, filledIn: values }] of Object.entries(ACTIONS)) {
    if (
      !field ||
      isForMail ||
      ["signInAction", "choosePasswordAction", "endSessionAction", "endSessionsAction"].includes(name)
    )
      continue;
    const fields = filledIn(await client.form(page(about), field), values(about));
    for (const origin of [undefined, "null", "https://evil.example"]) {
      expect((await client.post(page(about), fields, { origin })).status, `${name} from ${origin}`).toBe(403);
    }
  }
  expect(await dump()).toEqual(before);
});

test("no route of next-auth takes a form that does not come from our own origin", async ({ house }) => {
  const client = await signedInAdministrator(house);
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

test("next-auth's own sign-in asks for its token, so that nobody is signed in as somebody else", async ({ house }) => {
  const { email, password } = await viewer();
  for (const csrfToken of [undefined, "", "x", "0".repeat(64)]) {
    const client = visitor(house);
    const fields = Object.entries({ email, password, ...(csrfToken !== undefined && { csrfToken }) });
    const answer = await client.send("POST", "/api/auth/callback/credentials", {
      headers: { origin: client.origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
    expect(answer.setCookies.filter((line) => line.includes("session"))).toEqual([]);
    expect(answer.status).toBeLessThan(500);
  }
});

test("looking at every page there is changes nothing but when the session was last used", async ({ house }) => {
  const about = await viewer();
  const client = await signedInAdministrator(house);
  const withoutUse = async () => JSON.stringify(await dump()).replace(/\\"last_seen_at\\": \\"[^"]*\\"/g, "");
  const before = await withoutUse();
  const pages = Object.values(ACTIONS).map(({ page }) => page(about));
  const routes = [
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
  const addresses = [
    ...new Set([...pages, paths.home, paths.accounts, `${paths.accounts}?search=a&state=LOCKED&sort=created`, "/nope"]),
    ...routes.map((route) => `/api/auth/${route}`),
    "/api/health/live",
    "/api/health/ready",
  ];
  for (const address of addresses) {
    await client.get(address);
    await client.getInPlace(address);
    await client.send("HEAD", address);
  }
  expect(await withoutUse()).toBe(before);
  expect((await client.get(paths.account)).status).toBe(200);
});

test("no answer lets another origin read it", async ({ house }) => {
  const client = await signedInAdministrator(house);
  for (const address of [
    paths.home,
    paths.accounts,
    "/api/auth/session",
    "/api/auth/csrf",
    "/api/health/live",
    "/nope",
  ]) {
    for (const method of ["GET", "OPTIONS", "POST"]) {
      const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
      const answer = await client.send(method, address, { headers, body: method === "POST" ? "" : undefined });
      const shared = Object.keys(answer.headers).filter((name) => name.startsWith("access-control"));
      expect(shared, `${method} ${address}`).toEqual([]);
    }
  }
});

test("a request that no page of ours sends is turned away before anything looks at it", async ({ house }) => {
  const own = house.environment.APP_URL;
  const ask = (method: string, path: string, headers = {}, body?: string) =>
    send(house.url, method, path, { headers: { origin: own, ...headers }, body });
  for (const method of ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS"]) {
    expect((await ask(method, paths.login, {}, "")).status, method).toBe(405);
  }
  const unreadable = ["/login%", `${paths.activate}/%E0%A4%A`, `${paths.accounts}/%`];
  for (const target of ["*", "http://evil.example/login", "login", ...unreadable]) {
    const answer = await ask("GET", target);
    expect(answer.status, target).toBe(400);
    expect(answer.headers.location).toBeUndefined();
  }
  const chunked = await ask("POST", paths.login, { "transfer-encoding": "chunked", "content-length": undefined }, "x");
  expect(chunked.status).toBe(411);
});

test("ten megabytes of password are refused without being read, hashed or counted", async ({ house }) => {
  const person = await viewer();
  const client = visitor(house);
  const form = await client.form(paths.login, "password");
  const before = await accountsAndCredentials();
  const { type, body } = multipart(filledIn(form, { email: person.email, password: "x".repeat(10_000_000) }));
  const headers = { origin: client.origin, "content-type": type };
  const answer = await announce(house.url, paths.login, { ...headers, "content-length": Buffer.byteLength(body) });
  expect(answer).toBe(413);
  expect(await accountsAndCredentials()).toEqual(before);
});
