import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { accountWithSingleUsePassword, activeAccount } from "#tests/db/people.ts";
import { type Answer, type Client, type Headers, send } from "#tests/http/client.ts";
import { adminClient, anonymousClient, SESSION_COOKIE, signIn } from "#tests/http/clients.ts";
import { press } from "#tests/http/press.ts";
import { testAt } from "#tests/http/test.ts";
import { product, sharedServers } from "#tests/servers/use-server.ts";

const test = testAt("forward auth");

/** Asks for a page of the product, through the proxy and with a client's cookies, which do not tell ports apart. */
async function visit(client: Client, path: string, headers: Headers = {}): Promise<Answer> {
  const url = await product.url();
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ") || undefined;
  return send(url, "GET", path, { headers: { host: new URL(url).host, cookie, ...headers } });
}

/** The path at Gatehouse that an answer redirects to. */
const leadsTo = ({ headers }: Answer): string => {
  const { pathname, search } = new URL(String(headers.location), "http://localhost");
  return pathname + search;
};

const TO_SIGN_IN = new RegExp(`^${paths.login}\\?`);

const lastRequest = async () => (await product.requests()).at(-1);

test("the product receives the user, the roles and the domains", async ({ server }) => {
  await segregate(true);
  try {
    const { name } = await groupWith(["EMEA/France", "Zürich & Co"]);
    const user = await activeAccount({ firstName: "Zoë", lastName: "Müller, Jr", roles: ["device-manager", "viewer"] });
    await restrict(user.id, `${name}: EMEA/France`, `${name}: Zürich & Co`);
    const client = await signIn(anonymousClient(server), user);
    const wanted = "/cart/%C3%A9?item=1&item=2&back=/x";
    expect((await visit(client, wanted)).status).toBe(200);
    const request = await lastRequest();
    expect(request?.url).toBe(wanted);
    expect(request?.headers).toMatchObject({
      "remote-user": user.id,
      "remote-email": user.email,
      "remote-name": "Zo%C3%AB%20M%C3%BCller%2C%20Jr",
      "remote-roles": "device-manager,viewer",
      "remote-domains": `${encodeURIComponent(name)}:EMEA/France,${encodeURIComponent(name)}:Z%C3%BCrich%20%26%20Co`,
    });
  } finally {
    await segregate(false);
  }
});

test("the sign-in page redirects a signed-in user to the product alone", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const address = `${await product.url()}/again`;
  const [back, elsewhere] = [
    await client.get(`${paths.login}?back=${address}`),
    await client.get(`${paths.login}?back=http://localhost.evil.example/`),
  ];
  expect(back.headers.location).toBe(address);
  expect(elsewhere.headers.location).toBe(paths.home);
});

test("a single-use password opens the product only once it is replaced", async ({ server }) => {
  const user = await accountWithSingleUsePassword();
  const client = anonymousClient(server);
  const wanted = "/welcome?to=you";
  const login = leadsTo(await visit(client, wanted));
  expect(login).toMatch(TO_SIGN_IN);
  const { email, password } = user;
  const signedIn = await client.submit(login, "password", { email, password });
  expect(signedIn.headers.location).toBe(`${await product.url()}${wanted}`);
  const seen = (await product.requests()).length;
  expect(leadsTo(await visit(client, wanted))).toBe(login);
  const form = leadsTo(await client.get(login));
  expect(form).toMatch(new RegExp(`^${paths.newPassword}\\?`));
  expect((await product.requests()).length).toBe(seen);
  const chosen = { password: "twelve swans in a row", confirmation: "twelve swans in a row" };
  const replaced = await client.submit(form, "confirmation", chosen);
  expect(replaced.headers.location).toBe(`${await product.url()}${wanted}`);
  expect((await visit(client, wanted)).status).toBe(200);
  const request = await lastRequest();
  expect(request?.url).toBe(wanted);
  expect(request?.headers).toMatchObject({ "remote-user": user.id, "remote-domains": "*" });
});

test("role changes, deletion and sign-out act on the next request", async ({ server }) => {
  const user = await activeAccount({ roles: ["device-manager", "viewer"] });
  const client = await signIn(anonymousClient(server), user);
  expect((await visit(client, "/devices/1")).status).toBe(200);

  const admin = await adminClient(server);
  await admin.submit(paths.accountDetails(user.id), "seen", { roles: "viewer" });
  expect((await visit(client, "/devices/1")).status).toBe(403);
  expect((await visit(client, "/")).status).toBe(200);

  const deleted = await press(admin, paths.deleteAccount(user.id), "Delete");
  expect(deleted.headers.location).toBe(paths.accounts);
  expect(leadsTo(await visit(client, "/"))).toMatch(TO_SIGN_IN);

  const seen = (await product.requests()).length;
  expect((await visit(admin, "/mine")).status).toBe(200);
  expect((await product.requests()).length).toBe(seen + 1);
  const cookies = new Map(admin.cookies);
  await press(admin, paths.account, "Sign out");
  for (const [name, value] of cookies) admin.cookies.set(name, value);
  expect(leadsTo(await visit(admin, "/mine"))).toMatch(TO_SIGN_IN);
  expect((await product.requests()).length).toBe(seen + 1);
});

/** Spellings of a path below `/devices`, by what reads them as one. */
const OTHER_SPELLINGS = [
  "/Devices/x",
  "/DEVICES",
  "/devices?x",
  "/devices;a=b/x",
  "/devices/;/x",
  "/x/..;/devices/y",
  "/x/../devices/y",
  "/x/./../devices/y",
  "/./devices/y",
  "/x/%2e%2e/devices/y",
  "/x/.%2E/devices/y",
  "//devices/y",
  "/x//../devices/y",
  "/%64evices/x",
  "/%2564evices/x",
  "/devices%2fx",
  "/x%2F..%2fdevices/y",
  "/devices%5cx",
  "/\\devices/x",
  "/x\\..\\devices",
  "/devices%3Ba=b/x",
  "/devices%3fx",
  "/devices%23x",
  "/devices#x",
  "/devices./x",
  "/devices.",
  "/devices%20/x",
  "/devices%20",
  "/devices%00/x",
  "/devices%09",
  "/%c0%afdevices/x",
];

test("no spelling of a path gets past the rule for it", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount({ roles: ["viewer"] }));
  const before = (await product.requests()).length;
  for (const path of OTHER_SPELLINGS) expect([400, 403], path).toContain((await visit(client, path)).status);
  const { host } = new URL(await product.url());
  expect((await visit(client, `http://${host}/x/..;/devices/y`)).status).toBe(400);
  expect((await product.requests()).length).toBe(before);

  const others = ["/devices2", "/my/devices", "/a.b/.c/%E6%9D%B1%40%20x?a=;//../%2f\\#", "/?/devices;", "/~a-b_c/(1)"];
  for (const path of others) {
    expect((await visit(client, path)).status, path).toBe(200);
    expect((await lastRequest())?.url).toBe(path);
  }
});

const FORGED = {
  "Remote-User": "root",
  "remote-email": ["root@example.com", "root@example.org"],
  "REMOTE-NAME": "Root",
  "Remote-Roles": ["administrator", "administrator"],
  "Remote-Domains": "Forged:Domain",
  Remote_User: "root",
  remote_roles: "administrator",
};

test("no Remote header of a client reaches the product, however written", async ({ server }) => {
  const before = (await product.requests()).length;
  const anonymous = anonymousClient(server);
  expect((await visit(anonymous, "/", FORGED)).status).toBe(302);
  expect((await visit(anonymous, "/", { cookie: `${SESSION_COOKIE}=garbage`, ...FORGED })).status).toBe(302);
  expect((await product.requests()).length).toBe(before);

  const client = await signIn(anonymous, await activeAccount());
  expect((await visit(client, "/", { rsc: "1", "next-action": "x", ...FORGED })).status).toBe(200);
  const { headers = {} } = (await lastRequest()) ?? {};
  expect(JSON.stringify(headers)).not.toMatch(/root|administrator|Forged/i);
  const remote = Object.keys(headers).filter((name) => /remote/i.test(name));
  expect(remote.toSorted()).toEqual(["remote-domains", "remote-email", "remote-name", "remote-roles", "remote-user"]);
  expect(headers).toMatchObject({ "remote-roles": "viewer", "remote-domains": "*", rsc: "1" });
});

test("restrictions and names up to the limit reach the product, longer ones are denied", async ({ server }) => {
  await segregate(true);
  try {
    const longest = (index: number, length: number) => `${"東".repeat(length)}${10 + index}`;
    const fitting = Array.from({ length: 50 }, (_, index) => longest(index, 11));
    const { name } = await groupWith(fitting, undefined, "本");
    const japanese = "名".repeat(100);
    const user = await activeAccount({ firstName: japanese, lastName: japanese });
    await restrict(user.id, ...fitting.map((path) => `${name}: ${path}`));
    const client = await signIn(anonymousClient(server), user);
    expect((await visit(client, "/")).status).toBe(200);
    const { headers = {} } = (await lastRequest()) ?? {};
    const domains = String(headers["remote-domains"]);
    expect(domains.length).toBeGreaterThan(5500);
    expect(domains.split(",").map(decodeURIComponent)).toEqual(fitting.map((path) => `${name}:${path}`));
    expect(decodeURIComponent(String(headers["remote-name"]))).toBe(`${japanese} ${japanese}`);

    const tooLong = Array.from({ length: 50 }, (_, index) => `${longest(0, 18)}/${longest(index, 18)}`);
    const { name: another } = await groupWith(tooLong);
    await restrict(user.id, ...tooLong.map((path) => `${another}: ${path}`));
    const seen = (await product.requests()).length;
    expect((await visit(client, "/")).status).toBe(403);
    expect((await product.requests()).length).toBe(seen);
    const logged = new RegExp(`"accountId":"${user.id}".*do not fit`);
    await expect.poll(() => sharedServers.logs("forward auth"), { timeout: 10_000 }).toMatch(logged);
  } finally {
    await segregate(false);
  }
});

/** Cookie headers beside a session's cookie, and what the product may get of them. */
const COOKIES: readonly (readonly [sent: (session: string) => string | string[], received: string | undefined])[] = [
  [(session) => session, undefined],
  [(session) => `theme=dark; ${session}; lang=fr`, "theme=dark; lang=fr"],
  [(session) => `${session}; theme=dark; ${session}`, "theme=dark"],
  [(session) => [`${session}; theme=dark`, `lang=fr; ${session}`], "theme=dark; lang=fr"],
  [(session) => `theme=dark; __Host-gatehouse.link.password-reset=t; ${session}`, "theme=dark"],
  [(session) => `gatehouse.link.activation=t;${session};theme=dark`, "theme=dark"],
  [(session) => `${session}; theme=dark;   \t __HOST-GateHouse.Session \t = t ;lang=fr`, "theme=dark;lang=fr"],
  [(session) => `${session}; gatehouse.flash; "gatehouse.device"=t; __Secure-gatehouse.x=a=b=c`, undefined],
  [
    (session) => `${session}; back=https://gatehouse.example.com/; x=a gatehouse.y=1`,
    "back=https://gatehouse.example.com/; x=a gatehouse.y=1",
  ],
  [
    (session) => `a=${"x".repeat(1000)}; gatehouse.link.activation=${"t".repeat(6000)}; ${session}`,
    `a=${"x".repeat(1000)}`,
  ],
  [(session) => `${session}; ${"gatehouse.device=t; ".repeat(200)}theme=dark`, "theme=dark"],
  [
    (session) =>
      `${session}; ${Array.from({ length: 10 }, (_, index) => `a${index}=1; gatehouse.${index}=t`).join("; ")}`,
    Array.from({ length: 10 }, (_, index) => `a${index}=1`).join("; "),
  ],
];

test("the product receives no cookie of Gatehouse, however sent", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const session = `${SESSION_COOKIE}=${client.cookies.get(SESSION_COOKIE)}`;
  for (const [sent, received] of COOKIES) {
    const cookie = sent(session);
    const shown = String(cookie).slice(0, 200);
    expect((await visit(client, "/", { cookie })).status, shown).toBe(200);
    expect((await lastRequest())?.headers.cookie, shown).toBe(received);
  }
});

test("nginx passes on no cookies at all where it cannot tell them apart", async ({ server }) => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const cookie = `${SESSION_COOKIE}=${client.cookies.get(SESSION_COOKIE)}; ${"a=1; gatehouse.device=t; ".repeat(100)}`;
  expect((await visit(client, "/", { cookie })).status).toBe(200);
  expect((await lastRequest())?.headers.cookie).toBeUndefined();
});
