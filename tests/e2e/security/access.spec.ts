import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { type House, openHouse } from "../house.ts";
import { viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import type { Answer } from "./client.ts";
import { dump } from "./database.ts";
import { signedInAdministrator, signedInHolder, signedInViewer, signIn, visitor } from "./visitors.ts";

const remoteOf = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("remote-")));

const asking = (query: string) => `${paths.access}?${query}`;

test("the gate opens to live sessions alone, and says nothing to anybody else", async ({ house }) => {
  for (const client of [visitor(house), await signedInHolder(house)]) {
    for (const query of ["", "role=viewer", "write=devices"]) {
      const answer = await client.get(asking(query));
      expect([answer.status, answer.body, remoteOf(answer)]).toEqual([401, "", {}]);
    }
  }
  const garbage = visitor(house);
  garbage.cookies.set("gatehouse.session", "garbage");
  expect((await garbage.get(paths.access)).status).toBe(401);

  const person = await viewer({ firstName: "Zoë", lastName: "Lee" });
  const answer = await (await signIn(visitor(house), person)).get(paths.access);
  expect([answer.status, answer.body]).toEqual([204, ""]);
  expect(remoteOf(answer)).toEqual({
    "remote-user": person.id,
    "remote-email": person.email,
    "remote-name": "Zo%C3%AB%20Lee",
    "remote-roles": "viewer",
    "remote-domains": "*",
  });
});

test("what is asked for has to be there, and what is not known is refused as a question", async ({ house }) => {
  const [boss, reader] = [await signedInAdministrator(house), await signedInViewer(house)];
  for (const query of ["role=administrator", "write=devices", "write=base-stations&write=connections"]) {
    expect((await boss.get(asking(query))).status, query).toBe(204);
    const refused = await reader.get(asking(query));
    expect([refused.status, remoteOf(refused)], query).toEqual([403, {}]);
  }
  expect((await reader.get(asking("role=viewer"))).status).toBe(204);
  for (const query of [
    "role=root",
    "write=everything",
    "role",
    "read=devices",
    "x=y",
    "role=viewer&write=",
    "sign-in=1",
  ])
    for (const client of [boss, reader, visitor(house)])
      expect((await client.get(asking(query))).status, query).toBe(400);
});

test("the gate is only asked, by GET, and being asked changes nothing but when the session was last used", async ({
  house,
}) => {
  const client = await signedInViewer(house);
  const withoutUse = async () => JSON.stringify(await dump()).replace(/\\"last_seen_at\\": \\"[^"]*\\"/g, "");
  const before = await withoutUse();
  for (const query of ["", "role=administrator", "x"]) await client.get(asking(query));
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const answer = await client.send(method, paths.access, { headers: { origin: client.origin }, body: "" });
    expect(answer.status, method).toBe(405);
    expect(remoteOf(answer), method).toEqual({});
  }
  expect(await withoutUse()).toBe(before);
});

test("headers that a proxy passes on from its client mean nothing to the gate", async ({ house }) => {
  const [client, stranger] = [await signedInViewer(house), visitor(house)];
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
    expect((await stranger.get(paths.access, headers)).status, JSON.stringify(headers)).toBe(401);
  }
});

test("domains are passed on while segregation is on, and a change of them acts on the next question", async ({
  house,
}) => {
  const { name } = await groupWith(["EMEA/France"]);
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const domains = async () => (await client.get(paths.access)).headers["remote-domains"];
  await restrict(person.id, `${name}: EMEA/France`);
  expect(await domains()).toBe("*");
  await segregate(true);
  expect(await domains()).toBe(`${encodeURIComponent(name)}:EMEA/France`);
  await restrict(person.id);
  expect(await domains()).toBe("*");
  await segregate(false);
});

test("a proxy that hands the answer on is led to the sign-in page, with a way back to allowed origins alone", async ({
  house,
}) => {
  const shop = "http://localhost:8080";
  const guarded = await openHouse({ GATE_ORIGINS: shop });
  const led = async (at: House, host: string, uri = "/a?b=c&d") => {
    const forwarded = { "x-forwarded-proto": "http", "x-forwarded-host": host, "x-forwarded-uri": uri };
    const answer = await visitor(at).get(asking("sign-in=redirect"), forwarded);
    expect(answer.status).toBe(302);
    return answer.headers.location;
  };
  try {
    const back = new URLSearchParams({ back: `${shop}/a?b=c&d` });
    expect(await led(guarded, "localhost:8080")).toBe(`${guarded.url}${paths.login}?${back}`);
    const elsewhere = [
      ["evil.example"],
      ["localhost:8081"],
      ["localhost:8080@evil.example"],
      ["localhost:8080", "//evil.example\\"],
      ["localhost:8080", "x"],
      ["localhost:8080.evil.example"],
    ] as const;
    for (const [host, uri] of elsewhere) expect(await led(guarded, host, uri)).toBe(`${guarded.url}${paths.login}`);
    expect(await led(house, "localhost:8080")).toBe(`${house.url}${paths.login}`);
    const direct = await visitor(guarded).get(asking("sign-in=redirect"));
    expect(direct.headers.location).toBe(`${guarded.url}${paths.login}`);

    const page = await visitor(guarded).get(`${paths.login}?back=${shop}/a?b=c&d`);
    expect(page.body).toContain(`name="next" value="${shop}/a?b=c&amp;d"`);
    expect(page.headers["content-security-policy"]).toContain(`form-action 'self' ${shop};`);
    for (const evil of ["https://evil.example/", `${shop}@evil.example/`, "//evil.example", "javascript:alert(1)"])
      expect((await visitor(guarded).get(`${paths.login}?back=${evil}`)).body).toContain('name="next" value="/"');
  } finally {
    await guarded.close();
  }
});

test("a form cannot name an address to go on to that is not allowed", async ({ house }) => {
  const { email, password } = await viewer();
  for (const next of ["https://evil.example/", "//evil.example", "http://localhost:8080/", "javascript:alert(1)"]) {
    const answer = await visitor(house).submit(paths.login, "password", { email, password, next });
    expect(answer.headers.location).toBe(paths.home);
  }
});
