import { paths } from "#lib/paths.ts";
import { administrator, type TestAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import type { Answer, Client } from "./client.ts";
import { credentialsOf } from "./database.ts";
import { sendSignIn, signedInAdministrator, signedInViewer, signIn, visitor } from "./visitors.ts";

const CONSTANT = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};

/** Its address holds a secret, which leaves it nowhere. */
const MAILED_LINK = { ...CONSTANT, "referrer-policy": "no-referrer" };

test("every kind of answer carries the same protections, and none may be kept but built files", async ({ house }) => {
  const boss = await signedInAdministrator(house);
  const person = await signedInViewer(house);
  const form = await visitor(house).form(paths.login, "password");
  const builtFile = (await boss.get(paths.login)).body.match(/\/_next\/static\/[^"]+\.css/)?.[0] ?? "";
  const tooLong = { headers: { "content-length": "70000" }, body: undefined };
  const kinds: Readonly<Record<string, [number, Promise<Answer>]>> = {
    "a page": [200, boss.get(paths.accounts)],
    "a page for everybody": [200, visitor(house).get(paths.login)],
    "a page in place": [200, boss.getInPlace(paths.account)],
    "a redirect to the sign-in": [307, visitor(house).get(paths.account)],
    "a redirect of the framework's": [308, visitor(house).get("/login/")],
    "a redirect after a form": [303, sendSignIn(visitor(house), await viewer())],
    "a refused form": [200, visitor(house).post(paths.login, form.fields)],
    "a bad address": [400, boss.get(`${paths.accounts}?sort=password_hash`)],
    "a refused page": [403, person.get(paths.accounts)],
    "a form from elsewhere": [403, person.post(paths.account, [], { origin: "https://evil.example" })],
    "a missing page": [404, boss.get("/nope")],
    "a missing account": [404, boss.get(paths.accountDetails("nobody"))],
    "a missing file": [404, boss.get("/_next/static/nope.js")],
    "an odd method": [405, boss.send("DELETE", paths.account, { headers: { origin: house.url } })],
    "a long form": [413, announced(boss, tooLong.headers)],
    "a route": [200, boss.get("/api/auth/session")],
    "a health check": [200, boss.get("/api/health/ready")],
    "a built file": [200, boss.get(builtFile)],
    "the icon": [200, boss.get("/icon.svg")],
    "a mailed link": [303, visitor(house).get(`${paths.activate}/x`)],
    "a link that does not work": [200, visitor(house).get(paths.activate)],
    "a route for a scheduler": [404, visitor(house).get("/api/cron/mail")],
  };
  for (const [kind, [status, asked]] of Object.entries(kinds)) {
    const answer = await asked;
    expect(answer.status, kind).toBe(status);
    expect(answer.headers, kind).toMatchObject(kind === "a mailed link" ? MAILED_LINK : CONSTANT);
    expect(answer.headers["x-powered-by"], kind).toBeUndefined();
    expect(answer.headers.server, kind).toBeUndefined();
    const kept = kind === "a built file" ? /^public, max-age=31536000, immutable$/ : /^private,.* no-store/;
    expect(answer.headers["cache-control"], kind).toMatch(kept);
    if (String(answer.headers["content-type"]).startsWith("text/html")) {
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy, kind).toMatch(/default-src '(self|none)'/);
      expect(policy, kind).toContain("base-uri 'none'");
      expect(policy, kind).toContain("frame-ancestors 'none'");
    }
  }
});

test("an address that holds a mailed secret is left at once, tells nobody and is kept by nobody", async ({ house }) => {
  for (const page of [paths.activate, paths.completeReset, paths.confirmEmail]) {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body } = await visitor(house).send(method, `${page}/some-secret`);
      expect(status, page).toBe(303);
      expect(headers, page).toMatchObject(MAILED_LINK);
      expect(headers["cache-control"], page).toBe("private, no-store");
      expect(headers.location, page).toBe(`${house.environment.APP_URL}${page}`);
      expect(body, page).toBe("");
    }
  }
});

const announced = (client: Client, headers: Record<string, string>) =>
  client.send("POST", paths.login, { headers: { origin: client.origin, ...headers }, body: "x".repeat(70_000) });

/** The directives of a policy by name. */
const directives = ({ headers }: Answer) =>
  Object.fromEntries(
    String(headers["content-security-policy"])
      .split("; ")
      .map((directive) => {
        const [name = "", ...values] = directive.split(" ");
        return [name, values];
      }),
  );

test("only scripts that carry this answer's own nonce run", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const answers = await Promise.all([1, 2].map(() => client.get(paths.account)));
  const nonces = answers.map((answer) => {
    const { "script-src": scripts = [], ...policy } = directives(answer);
    expect(scripts).toHaveLength(2);
    expect(scripts[1]).toBe("'strict-dynamic'");
    expect(policy["object-src"]).toEqual(["'none'"]);
    expect(policy["form-action"]).toEqual(["'self'"]);
    const [, nonce = ""] = scripts[0]?.match(/^'nonce-(.{22,})'$/) ?? [];
    const tags = answer.body.match(/<script\b[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(0);
    for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
    expect(answer.body).not.toMatch(/\son(error|load|click|paste)=|javascript:|style="/i);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(2);
});

test("a policy or a nonce that a request brings along is not answered with", async ({ house }) => {
  for (const name of [
    "content-security-policy",
    "content-security-policy-report-only",
    "x-nonce",
    "x-gatehouse-notice",
    "x-gatehouse-path",
  ]) {
    const value = "script-src 'nonce-EVILEVILEVILEVILEVILEVIL' 'unsafe-inline'";
    const answer = await visitor(house).get(paths.login, { [name]: value });
    expect(JSON.stringify(answer), name).not.toContain("EVILEVIL");
  }
});

/** What Django, next-auth and others have been led astray by (OWASP ASVS 3.7.2). */
const ASTRAY = [
  "https://evil.example",
  "http:///evil.example",
  "//evil.example",
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
  " //evil.example",
  "/%09/evil.example",
  "/%2f/evil.example",
  "//localhost:1/",
  "http://[::1",
  "/login",
  "/new-password",
  "/api/auth/signout",
];

/** Where a browser would go. */
const leadsTo = (house: { url: string }, { headers }: Answer) =>
  new URL(String(headers.location ?? headers["x-action-redirect"] ?? "/"), house.url);

test("no address that comes along leads a sign-in to somewhere else", async ({ house }) => {
  const person = await viewer();
  const form = await visitor(house).form(paths.login, "password");
  const hidden = form.fields.filter(([name]) => name.startsWith("$"));
  for (const next of ASTRAY) {
    const page = await visitor(house).get(`${paths.login}?${new URLSearchParams({ next })}`);
    expect(page.body.match(/name="next" value="([^"]*)"/)?.[1], next).toMatch(/^\/($|[^/\\])/);
    const fields = [...hidden, ["email", person.email], ["password", person.password], ["next", next]] as const;
    const answer = await visitor(house).post(paths.login, fields);
    expect(answer.status, next).toBe(303);
    expect(leadsTo(house, answer).origin, next).toBe(house.url);
    expect([paths.login, paths.newPassword], next).not.toContain(leadsTo(house, answer).pathname);
    expect(answer.headers["set-cookie"]?.join() ?? "", next).not.toContain("a=b");
  }
});

test("next-auth's routes redirect to our own origin alone, whatever callback address is asked for", async ({
  house,
}) => {
  const person = await viewer();
  for (const callbackUrl of ASTRAY) {
    const client = visitor(house);
    const query = new URLSearchParams({ callbackUrl });
    for (const route of ["signin", "signout", "error", "callback/credentials", "signin/credentials"]) {
      const cookie = `authjs.callback-url=${encodeURIComponent(callbackUrl)}`;
      const answer = await visitor(house).get(`/api/auth/${route}?${query}`, { cookie });
      expect(answer.status, `${route} ${callbackUrl}`).toBeLessThan(500);
      expect(leadsTo(house, answer).origin, `${route} ${callbackUrl}`).toBe(house.url);
    }
    const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
    for (const route of ["callback/credentials", "signout"]) {
      const answer = await client.send("POST", `/api/auth/${route}`, {
        headers: { origin: client.origin, "content-type": "application/json" },
        body: JSON.stringify({ csrfToken, callbackUrl, email: person.email, password: person.password }),
      });
      expect(answer.status, `${route} ${callbackUrl}`).toBeLessThan(500);
      expect(leadsTo(house, answer).origin, `${route} ${callbackUrl}`).toBe(house.url);
    }
  }
});

test("a host that a request claims appears in no answer", async ({ house }) => {
  for (const name of ["host", "x-forwarded-host", "x-forwarded-server", "forwarded", "x-original-host", "x-host"]) {
    const value = name === "forwarded" ? "host=evil.example;proto=https" : "evil.example";
    for (const path of [paths.login, paths.account, "/api/auth/signin", "/api/auth/providers", "/login/"]) {
      const answer = await visitor(house).get(path, { [name]: value });
      expect(JSON.stringify(answer), `${name} at ${path}`).not.toContain("evil.example");
    }
  }
});

test("no page, and nothing that scripts fetch, holds a hash or a secret of anybody", async ({ house }) => {
  const boss = await administrator();
  const client = await signIn(visitor(house), boss);
  const about = await viewer();
  const { password_hash } = await credentialsOf(about.id);
  const own = await credentialsOf(boss.id);
  const addresses = [
    paths.home,
    paths.account,
    paths.accounts,
    paths.newAccount,
    paths.accountDetails(about.id),
    paths.resetPassword(about.id),
    paths.deleteAccount(about.id),
  ];
  for (const address of addresses) {
    for (const { body } of [await client.get(address), await client.getInPlace(address)]) {
      for (const secret of [
        password_hash,
        own.password_hash,
        "hmac-sha384",
        "$2b$",
        "secret_hash",
        "passwordHash",
        "secretHash",
        "credentialVersion",
        client.cookies.get("gatehouse.session") ?? "?",
      ]) {
        expect(body.includes(secret), `${secret} at ${address}`).toBe(false);
      }
    }
  }
});

test("the list sorts and filters by nothing but what it offers", async ({ house }) => {
  const client = await signedInAdministrator(house);
  for (const query of [
    "sort=password_hash",
    "sort=passwordHash",
    "sort=name;drop",
    "sort=name&sort=email",
    "state=locked",
    "role=root",
    "direction=up",
    "after=x",
    "before=W10",
    `after=${Buffer.from('["garbage","00000000-0000-4000-8000-000000000000"]').toString("base64url")}&sort=created`,
    `after=${Buffer.from('["a\\u0000","00000000-0000-4000-8000-000000000000"]').toString("base64url")}`,
    "search=%00",
  ]) {
    expect((await client.get(`${paths.accounts}?${query}`)).status, query).toBe(400);
  }
});

const NAMES = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</title><script>",
  "{{7*7}}",
  "'; DROP TABLE accounts;--",
  "=cmd|' /C calc'!A0",
  "&lt;b&gt;",
  "javascript:alert(1)",
];

test("names are text, whatever they look like", async ({ house }) => {
  const client = await signedInAdministrator(house);
  for (const name of NAMES) {
    const about = await viewer({ firstName: name, lastName: name });
    const own = await signIn(visitor(house), about as TestAccount);
    const pages = [
      client.get(`${paths.accounts}?search=${encodeURIComponent(about.email)}`),
      client.get(paths.accountDetails(about.id)),
      client.get(paths.deleteAccount(about.id)),
      own.get(paths.home),
      own.get(paths.account),
    ];
    for (const { body, status } of await Promise.all(pages)) {
      expect(status).toBe(200);
      expect(body).not.toContain("<img src=x");
      expect(body).not.toContain("<script>");
      expect(body).not.toMatch(/href="javascript:/);
    }
  }
});

test("names that hide or break lines are refused with a sentence", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await viewer();
  for (const name of ["a\r\nb", "a\u202eb", "a\u2066b", "a\0b", "\u001b[31m"]) {
    const answer = await client.submit(paths.accountDetails(about.id), "seen", { firstName: name });
    expect(answer.status, JSON.stringify(name)).toBe(200);
    expect(answer.body, JSON.stringify(name)).toContain("cannot hold line breaks or invisible control characters");
  }
});

test("password fields help a password manager, and hinder nobody's pasting", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await viewer();
  const expected: readonly [string, readonly (readonly [string, string])[]][] = [
    [
      paths.account,
      [
        ["currentPassword", "current-password"],
        ["password", "new-password"],
        ["confirmation", "new-password"],
        ["username", "username"],
      ],
    ],
    [paths.newAccount, [["singleUsePassword", "off"]]],
    [paths.resetPassword(about.id), [["singleUsePassword", "off"]]],
  ];
  const login = (await visitor(house).get(paths.login)).body;
  for (const [name, value] of [
    ["email", "username"],
    ["password", "current-password"],
  ]) {
    expect(inputNamed(login, String(name))).toContain(`autoComplete="${value}"`);
  }
  for (const [path, fields] of expected) {
    const { body } = await client.get(path);
    for (const [name, value] of fields)
      expect(inputNamed(body, name), `${name} at ${path}`).toContain(`autoComplete="${value}"`);
    expect(body).not.toMatch(/onpaste|oncopy|maxLength="(8|16|20)"/i);
  }
});

const inputNamed = (html: string, name: string) =>
  (html.match(/<input\b[^>]*>/g) ?? []).find((tag) => tag.includes(` name="${name}"`)) ?? "";
