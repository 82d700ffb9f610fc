import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { activeAccount } from "#tests/db/people.ts";
import type { Server } from "#tests/servers/server.ts";
import { product, sharedServers } from "#tests/servers/use-server.ts";
import type { Answer } from "./client.ts";
import { adminClient, anonymousClient, passwordChangeClient, SESSION_COOKIE, signIn, viewerClient } from "./clients.ts";
import { dumpWithoutLastUse } from "./database.ts";
import { test } from "./test.ts";

const remoteHeaders = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("remote-")));

const asking = (query: string) => `${paths.access}?${query}`;

test("forward auth accepts only active sessions, and tells others nothing", async ({ server }) => {
  const withGarbage = anonymousClient(server);
  withGarbage.cookies.set(SESSION_COOKIE, "garbage");
  for (const client of [anonymousClient(server), await passwordChangeClient(server), withGarbage]) {
    for (const query of ["", "role=viewer", "write=devices"]) {
      const answer = await client.get(asking(query));
      expect([answer.status, answer.body, remoteHeaders(answer)]).toEqual([401, "", {}]);
    }
  }

  const user = await activeAccount({ firstName: "Zoë", lastName: "Lee" });
  const answer = await (await signIn(anonymousClient(server), user)).get(paths.access);
  expect([answer.status, answer.body]).toEqual([204, ""]);
  expect(remoteHeaders(answer)).toEqual({
    "remote-user": user.id,
    "remote-email": user.email,
    "remote-name": "Zo%C3%AB%20Lee",
    "remote-roles": "viewer",
    "remote-domains": "*",
  });
});

test("HEAD is answered like GET, and no answer may be cached", async ({ server }) => {
  const clients = { signedIn: await viewerClient(server), signedOut: anonymousClient(server) };
  for (const client of Object.values(clients))
    for (const query of ["", "role=administrator", "x", "sign-in=redirect"]) {
      const [{ date: _, ...expected }, head] = [
        (await client.get(asking(query))).headers,
        await client.send("HEAD", asking(query)),
      ];
      const { date: __, ...headers } = head.headers;
      expect(headers, query).toEqual(expected);
      expect(headers["cache-control"], query).toBe("private, no-store");
      expect(headers["set-cookie"], query).toBeUndefined();
      expect(headers["content-length"], query).toBe(head.status === 204 ? undefined : "0");
      expect(head.body).toBe("");
    }
});

test("unmet requirements get 403, unknown ones 400", async ({ server }) => {
  const [admin, viewer] = [await adminClient(server), await viewerClient(server)];
  for (const query of ["role=administrator", "write=devices", "write=base-stations&write=connections"]) {
    expect((await admin.get(asking(query))).status, query).toBe(204);
    const refused = await viewer.get(asking(query));
    expect([refused.status, remoteHeaders(refused)], query).toEqual([403, {}]);
  }
  expect((await viewer.get(asking("role=viewer"))).status).toBe(204);
  const unknown = ["role=root", "write=everything", "role", "read=devices", "x=y", "role=viewer&write=", "sign-in=1"];
  for (const query of unknown)
    for (const client of [admin, viewer, anonymousClient(server)])
      expect((await client.get(asking(query))).status, query).toBe(400);
});

test("a forward-auth request changes only a session's last activity", async ({ server }) => {
  const client = await viewerClient(server);
  const before = await dumpWithoutLastUse();
  for (const query of ["", "role=administrator", "x"]) await client.get(asking(query));
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const answer = await client.send(method, paths.access, { headers: { origin: client.origin }, body: "" });
    expect(answer.status, method).toBe(405);
    expect(remoteHeaders(answer), method).toEqual({});
  }
  expect(await dumpWithoutLastUse()).toEqual(before);
});

test("headers from a proxy's client do not affect forward auth", async ({ server }) => {
  const [client, anonymous] = [await viewerClient(server), anonymousClient(server)];
  const passedOn = [
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { "next-action": "00" },
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-matched-path": paths.home, "x-invoke-path": paths.home },
    { "remote-user": "root", "remote-roles": "administrator", "x-gatehouse-path": "/x" },
    { "if-none-match": "*", range: "bytes=0-1", expect: "100-continue" },
    { host: "evil.example", "x-forwarded-host": "evil.example" },
  ];
  for (const headers of passedOn) {
    const answer = await client.get(asking("role=viewer"), headers);
    expect([answer.status, answer.headers["remote-roles"]], JSON.stringify(headers)).toEqual([204, "viewer"]);
    expect((await anonymous.get(paths.access, headers)).status, JSON.stringify(headers)).toBe(401);
  }
});

test("changed domains and segregation apply to the next forward-auth request", async ({ server }) => {
  const { name } = await groupWith(["EMEA/France"]);
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  const domains = async () => (await client.get(paths.access)).headers["remote-domains"];
  await restrict(user.id, `${name}: EMEA/France`);
  expect(await domains()).toBe("*");
  await segregate(true);
  try {
    expect(await domains()).toBe(`${encodeURIComponent(name)}:EMEA/France`);
    await restrict(user.id);
    expect(await domains()).toBe("*");
  } finally {
    await segregate(false);
  }
});

test("sign-in returns only to allowed origins", async ({ server }) => {
  const guarding = await sharedServers.use("forward auth");
  const origin = await product.url();
  const { host } = new URL(origin);
  const redirect = async (at: Server, forwardedHost: string, uri = "/a?b=c&d") => {
    const forwarded = { "x-forwarded-proto": "http", "x-forwarded-host": forwardedHost, "x-forwarded-uri": uri };
    const answer = await anonymousClient(at).get(asking("sign-in=redirect"), forwarded);
    expect(answer.status).toBe(302);
    return answer.headers.location;
  };
  const back = new URLSearchParams({ back: `${origin}/a?b=c&d` });
  expect(await redirect(guarding, host)).toBe(`${guarding.url}${paths.login}?${back}`);
  const elsewhere = [
    ["evil.example"],
    ["localhost:1"],
    [`${host}@evil.example`],
    [host, "//evil.example\\"],
    [host, "x"],
    [`${host}.evil.example`],
  ] as const;
  for (const [host, uri] of elsewhere)
    expect(await redirect(guarding, host, uri)).toBe(`${guarding.url}${paths.login}`);
  expect(await redirect(server, host)).toBe(`${server.url}${paths.login}`);
  const direct = await anonymousClient(guarding).get(asking("sign-in=redirect"));
  expect(direct.headers.location).toBe(`${guarding.url}${paths.login}`);

  const page = await anonymousClient(guarding).get(`${paths.login}?back=${origin}/a?b=c&d`);
  expect(page.body).toContain(`name="next" value="${origin}/a?b=c&amp;d"`);
  expect(page.headers["content-security-policy"]).toContain(`form-action 'self' ${origin};`);
  for (const evil of ["https://evil.example/", `${origin}@evil.example/`, "//evil.example", "javascript:alert(1)"])
    expect((await anonymousClient(guarding).get(`${paths.login}?back=${evil}`)).body).toContain(
      'name="next" value="/"',
    );
});
