import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Answer, Client } from "./client.ts";
import { adminClient, anonymousClient, submitSignIn, viewerClient } from "./clients.ts";
import { test } from "./test.ts";

const CONSTANT = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};

/** Its URL contains a token, which no referrer may pass on. */
const EMAILED_LINK = { ...CONSTANT, "referrer-policy": "no-referrer" };

test("every kind of response carries the same security headers", async ({ server }) => {
  const admin = await adminClient(server);
  const viewer = await viewerClient(server);
  const anonymous = anonymousClient(server);
  const form = await anonymous.form(paths.login, "password");
  const builtFile = (await admin.get(paths.login)).body.match(/\/_next\/static\/[^"]+\.css/)?.[0] ?? "";
  const kinds: Readonly<Record<string, [number, Promise<Answer>]>> = {
    "a page": [200, admin.get(paths.accounts)],
    "a page for everybody": [200, anonymous.get(paths.login)],
    "a page in place": [200, admin.getInPlace(paths.account)],
    "a redirect to the sign-in": [307, anonymous.get(paths.account)],
    "a redirect of the framework's": [308, anonymous.get("/login/")],
    "a redirect after a form": [303, submitSignIn(anonymousClient(server), await activeAccount())],
    "a refused form": [200, anonymousClient(server).post(paths.login, form.fields)],
    "a bad address": [400, admin.get(`${paths.accounts}?sort=password_hash`)],
    "a refused page": [403, viewer.get(paths.accounts)],
    "a form from another origin": [403, viewer.post(paths.account, [], { origin: "https://evil.example" })],
    "a missing page": [404, admin.get("/nope")],
    "a missing account": [404, admin.get(paths.accountDetails("nobody"))],
    "a missing file": [404, admin.get("/_next/static/nope.js")],
    "an odd method": [405, admin.send("DELETE", paths.account, { headers: { origin: server.url } })],
    "a long form": [413, sendTooLong(admin)],
    "a route": [200, admin.get("/api/auth/session")],
    "an exported file": [200, exportAuditLog(admin)],
    "forward auth": [204, viewer.get(paths.access)],
    "rejected forward auth": [401, anonymous.get(paths.access)],
    "forward auth by form": [405, viewer.post(paths.access, [])],
    "a health check": [200, admin.get("/api/health/ready")],
    "a built file": [200, admin.get(builtFile)],
    "the icon": [200, admin.get("/icon.svg")],
    "an emailed link": [303, anonymous.get(`${paths.activate}/x`)],
    "a link that does not work": [200, anonymousClient(server).get(paths.activate)],
    "a route for a scheduler": [404, anonymous.get("/api/cron/maintenance")],
  };
  for (const [kind, [status, pending]] of Object.entries(kinds)) {
    const { headers, ...answer } = await pending;
    expect(answer.status, kind).toBe(status);
    expect(headers, kind).toMatchObject(kind === "an emailed link" ? EMAILED_LINK : CONSTANT);
    expect(headers["x-powered-by"], kind).toBeUndefined();
    expect(headers.server, kind).toBeUndefined();
    const cached = kind === "a built file" ? /^public, max-age=31536000, immutable$/ : /^private,.* no-store/;
    expect(headers["cache-control"], kind).toMatch(cached);
    if (String(headers["content-type"]).startsWith("text/html")) {
      const policy = String(headers["content-security-policy"]);
      expect(policy, kind).toMatch(/default-src '(self|none)'/);
      expect(policy, kind).toContain("base-uri 'none'");
      expect(policy, kind).toContain("frame-ancestors 'none'");
    }
  }
});

const exportAuditLog = (client: Client) => client.post(paths.auditLogExport, [["address", "192.0.2.99"]]);

const sendTooLong = (client: Client) =>
  client.send("POST", paths.login, {
    headers: { origin: client.origin, "content-length": "70000" },
    body: "x".repeat(70_000),
  });

test("an emailed link redirects at once and is not cached", async ({ server }) => {
  for (const page of [paths.activate, paths.completePasswordReset, paths.confirmEmail]) {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body } = await anonymousClient(server).send(method, `${page}/some-secret`);
      expect(status, page).toBe(303);
      expect(headers, page).toMatchObject(EMAILED_LINK);
      expect(headers["cache-control"], page).toBe("private, no-store");
      expect(headers.location, page).toBe(`${server.environment.APP_URL}${page}`);
      expect(body, page).toBe("");
    }
  }
});

const directives = ({ headers }: Answer) =>
  Object.fromEntries(
    String(headers["content-security-policy"])
      .split("; ")
      .map((directive) => {
        const [name = "", ...values] = directive.split(" ");
        return [name, values];
      }),
  );

test("only scripts with the response's own nonce run", async ({ server }) => {
  const client = await adminClient(server);
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

test("no response repeats a policy, nonce or internal header of its request", async ({ server }) => {
  for (const name of [
    "content-security-policy",
    "content-security-policy-report-only",
    "x-nonce",
    "x-gatehouse-flash",
    "x-gatehouse-path",
  ]) {
    const value = "script-src 'nonce-EVILEVILEVILEVILEVILEVIL' 'unsafe-inline'";
    const answer = await anonymousClient(server).get(paths.login, { [name]: value });
    expect(JSON.stringify(answer), name).not.toContain("EVILEVIL");
  }
});

test("no response contains a host that its request claims", async ({ server }) => {
  for (const name of ["host", "x-forwarded-host", "x-forwarded-server", "forwarded", "x-original-host", "x-host"]) {
    const value = name === "forwarded" ? "host=evil.example;proto=https" : "evil.example";
    for (const path of [paths.login, paths.account, "/api/auth/signin", "/api/auth/providers", "/login/"]) {
      const answer = await anonymousClient(server).get(path, { [name]: value });
      expect(JSON.stringify(answer), `${name} at ${path}`).not.toContain("evil.example");
    }
  }
});
