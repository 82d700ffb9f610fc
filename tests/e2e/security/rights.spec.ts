import { paths } from "#lib/paths.ts";
import { administrator, type TestAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { ACTIONS, actionsOfBuild, callAction, callWith, described, type Standing } from "./actions.ts";
import { accountsAndCredentials, dump } from "./database.ts";
import { COME_IN, expectToServeAsDescribed, STANDINGS } from "./standings.ts";
import { subject } from "./subject.ts";
import { SESSION_COOKIE, signedInAdministrator, signedInHolder, signedInViewer, signIn, visitor } from "./visitors.ts";

test("every server action of the build is known here, with whom it serves", () => {
  expect([...actionsOfBuild().keys()].sort()).toEqual(Object.keys(ACTIONS).sort());
});

for (const standing of STANDINGS) {
  test(`an action called directly serves ${standing} no more than its page does`, async ({ house }) => {
    for (const name of Object.keys(ACTIONS)) await expectToServeAsDescribed(house, standing, name);
  });
}

type Page = Readonly<{ path: (about: TestAccount) => string; serves: readonly Standing[] }>;

const PAGES: readonly Page[] = [
  { path: () => paths.home, serves: ["viewer", "administrator"] },
  { path: () => paths.account, serves: ["viewer", "administrator"] },
  { path: () => paths.accounts, serves: ["administrator"] },
  { path: () => paths.newAccount, serves: ["administrator"] },
  { path: ({ id }) => paths.accountDetails(id), serves: ["administrator"] },
  { path: ({ id }) => paths.resetPassword(id), serves: ["administrator"] },
  { path: ({ id }) => paths.deleteAccount(id), serves: ["administrator"] },
  { path: () => paths.federation, serves: ["administrator"] },
  { path: () => paths.outgoingMail, serves: ["administrator"] },
  { path: () => paths.confirmEmail, serves: ["viewer", "administrator"] },
  { path: () => paths.domains, serves: ["administrator"] },
  { path: () => paths.newDomainGroup, serves: ["administrator"] },
  { path: ({ id }) => paths.domainGroup(id), serves: ["administrator"] },
  { path: ({ id }) => paths.domain(id), serves: ["administrator"] },
];

/** What has made other Next.js servers answer with less, or with something else, than the page. */
const DISGUISES: readonly Readonly<{ suffix?: string; headers?: Record<string, string> }>[] = [
  {},
  { headers: { rsc: "1" } },
  { headers: { rsc: "1", "next-router-prefetch": "1" } },
  { headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
  { headers: { rsc: "1", "next-url": paths.accounts } },
  { headers: { rsc: "1", "next-router-state-tree": encodeURIComponent(JSON.stringify(["", {}, null, "refetch"])) } },
  { headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" } },
  { headers: { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" } },
  { headers: { "x-middleware-subrequest-id": "1", "x-middleware-invoke": "1", "x-middleware-prefetch": "1" } },
  { headers: { "x-nextjs-data": "1" } },
  { headers: { "x-matched-path": paths.accounts, "x-invoke-path": paths.accounts, "x-invoke-output": paths.accounts } },
  { headers: { "x-original-url": paths.accounts, "x-rewrite-url": paths.accounts } },
  { headers: { "x-now-route-matches": "1=id", "x-vercel-protection-bypass": "1" } },
  { headers: { purpose: "prefetch", "sec-purpose": "prefetch" } },
  { suffix: ".rsc" },
  { suffix: ".segments/_tree.segment.rsc" },
  { suffix: ".json" },
  { suffix: ".txt" },
  { suffix: "/index.rsc" },
  { suffix: "?nxtPid=1&nxtIid=1" },
  { suffix: "?__nextDataReq=1&__nextLocale=en" },
];

for (const standing of ["nobody", "holder", "viewer"] as const) {
  test(`no way of asking for a page shows ${standing} what is not theirs`, async ({ house }) => {
    const about = await subject({ firstName: "Zebulon", lastName: "Quixwood" });
    const client = await COME_IN[standing](house);
    for (const { path, serves } of PAGES) {
      if (serves.includes(standing)) continue;
      for (const { suffix = "", headers } of DISGUISES) {
        const asked = `${path(about)}${suffix}`;
        const answer = await (headers?.rsc ? client.getInPlace(asked, headers) : client.get(asked, headers));
        const how = `${asked} with ${JSON.stringify(headers ?? {})}: ${answer.status}`;
        expect(answer.body, how).not.toMatch(/Zebulon|Quixwood|singleUsePassword|Actions for/);
        expect(answer.body.includes(about.email), how).toBe(false);
        expect(answer.status, how).toBeLessThan(500);
      }
    }
  });
}

test("a page asks for what its reader may see, also where the address is a dialog's", async ({ house }) => {
  const about = await viewer({ firstName: "Zebulon", lastName: "Quixwood" });
  const client = await signedInViewer(house);
  for (const path of [paths.resetPassword(about.id), paths.deleteAccount(about.id)]) {
    const dialog = path.replace("/user-accounts/", "/user-accounts/(.)");
    const answer = await client.getInPlace(dialog, { "next-url": paths.accounts });
    expect(answer.body).not.toContain("Zebulon");
    expect(answer.body.includes(about.email)).toBe(false);
  }
});

/** What a form of ours never holds, and what somebody would like to set with it. */
const UNASKED = {
  id: "00000000-0000-4000-8000-000000000000",
  accountId: "00000000-0000-4000-8000-000000000000",
  role: "administrator",
  status: "ACTIVE",
  state: "ACTIVE",
  version: "99",
  failedAttempts: "0",
  failed_attempts: "0",
  lockedAt: "",
  passwordHash: "x",
  password_hash: "x",
  singleUseExpiresAt: "",
  emailVerified: "2026-01-01",
  createdAt: "2000-01-01",
  nameKey: "zzz",
  searchText: "zzz",
  actor: "00000000-0000-4000-8000-000000000000",
  sessionId: "00000000-0000-4000-8000-000000000000",
};

test("a profile form with more fields than it has changes nothing but names and phone", async ({ house }) => {
  const person = await viewer();
  const client = await signIn(visitor(house), person);
  const before = await dump();
  const values = {
    firstName: "Ada",
    lastName: "Byron",
    phone: "",
    roles: ["administrator"],
    email: "root@example.com",
  };
  expect((await client.submit(paths.account, "firstName", { ...values, ...UNASKED })).status).toBe(303);

  const after = await dump();
  const ownOf = (rows: readonly string[] = []) => rows.map((row) => JSON.parse(row)).find(({ id }) => id === person.id);
  const changed = { first_name: "Ada", last_name: "Byron", phone: null, name_key: "byron ada" };
  const search_text = `ada byron ada ${person.email}`;
  expect(ownOf(after.accounts)).toEqual({ ...ownOf(before.accounts), ...changed, search_text });
  expect(after.credentials).toEqual(before.credentials);
  expect(after.accounts?.length).toEqual(before.accounts?.length);
});

test("an account form with more fields than it has changes nothing but what it shows", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await viewer();
  const before = await dump();
  const values = { firstName: "Ada", lastName: "Byron", phone: "", roles: ["device-manager"] };
  expect((await client.submit(paths.accountDetails(about.id), "seen", { ...values, ...UNASKED })).status).toBe(303);

  const after = await dump();
  const rowOf = (rows: readonly string[] = []) => rows.map((row) => JSON.parse(row)).find(({ id }) => id === about.id);
  expect(rowOf(after.accounts)).toEqual({
    ...rowOf(before.accounts),
    first_name: "Ada",
    last_name: "Byron",
    phone: null,
    roles: ["device-manager"],
    name_key: "byron ada",
    search_text: `ada byron ada ${about.email}`,
  });
  expect(after.credentials).toEqual(before.credentials);
});

test("the account as it was seen decides only whether somebody else has changed it", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await viewer({ phone: null });
  const lie = JSON.stringify({
    firstName: "X",
    lastName: "Y",
    email: "z@example.com",
    phone: null,
    roles: ["administrator"],
    emailNotifications: [],
  });
  const answer = await client.submit(paths.accountDetails(about.id), "seen", { seen: lie, lastName: "Byron" });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("Somebody else changed this account");
  expect((await dump()).accounts?.find((row) => row.includes(about.id))).not.toContain("Byron");
});

test("nobody deletes or demotes themselves, however they spell their own id", async ({ house }) => {
  const self = await administrator();
  await administrator();
  const client = await signIn(visitor(house), self);
  const before = await accountsAndCredentials();
  for (const id of [self.id, self.id.toUpperCase()]) {
    const own = { ...self, id };
    const deleted = await callAction(client, "deleteAccountAction", own);
    expect(deleted.body).toContain("You cannot delete your own account");
    const reset = await callAction(client, "resetPasswordAction", own);
    expect(reset.body).toContain("Change your own password on your account page");
    const demoted = await client.submit(paths.accountDetails(self.id), "seen", { account: id, roles: ["viewer"] });
    expect(demoted.body).toContain("You cannot give up your own Administrator role");
  }
  expect(await accountsAndCredentials()).toEqual(before);
});

test("a session of somebody else's cannot be ended by its id", async ({ house }) => {
  const owner = await viewer();
  const theirs = await signIn(visitor(house), owner);
  const listed = (await dump()).sessions?.map((row) => JSON.parse(row)).find((row) => row.account_id === owner.id);
  const client = await signedInViewer(house);
  await callAction(client, "endSessionAction", owner, { session: listed.id });
  expect((await theirs.get(paths.account)).status).toBe(200);
});

test("an unknown or unreadable call of an action is refused as a bad request", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await subject();
  const bodies = [
    "",
    "garbage",
    "[]",
    "[null,null]",
    '[1,"x"]',
    '["$F1"]',
    '["$K1","$K2"]',
    '["$1:constructor:constructor"]',
    "{}",
  ];
  const types = ["text/plain;charset=UTF-8", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"];
  for (const [at, name] of Object.keys(ACTIONS).entries()) {
    for (const body of bodies) {
      const type = types[at % types.length] ?? "";
      const answer = await callWith(client, name, described(name).page(about), at < 3 ? type : "text/plain", body);
      expect(answer.status, `${name} as ${type}: ${body}`).toBeLessThan(500);
      if (!client.cookies.has(SESSION_COOKIE)) await signIn(client, await administrator());
    }
  }
  for (const id of ["x", "00", "__proto__", "../../x", `40${"0".repeat(40)}`]) {
    const headers = { origin: client.origin, "next-action": id, "content-type": "text/plain" };
    const answer = await client.send("POST", paths.home, { headers, body: "[]" });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  }
});

const ODD_VALUES = [
  "",
  " ",
  "a\0b",
  "\ud800",
  "x".repeat(15_000),
  "[]",
  '{"a":',
  "'\"--;",
  "../../x",
  "\r\nSet-Cookie: a=b",
  "\u00e9\u202e",
  "-1",
  "99999999999999999999",
];

/** What libraries have read as paths into objects, or as lists of a length. */
const ODD_NAMES = [
  "x[100000000]",
  "roles[4294967294]",
  "x.__proto__.y",
  "__proto__[y]",
  "constructor.prototype.y",
  "a[0][0].b",
  "__intent__",
];

test("no form is a failure or an effort, whatever its fields hold and are called", async ({ house }) => {
  const client = await signedInAdministrator(house);
  const about = await subject();
  for (const [name, { filledIn }] of Object.entries(ACTIONS)) {
    const values = filledIn(about);
    const odd = ODD_VALUES.map((value) => Object.fromEntries(Object.keys(values).map((field) => [field, value])));
    const named = { ...values, ...Object.fromEntries(ODD_NAMES.map((field) => [field, "viewer"])) };
    const many = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, Array(50).fill(value)]));
    for (const sent of [...odd, named, many]) {
      const sender = name === "choosePasswordAction" ? await signedInHolder(house) : client;
      const answer = await callAction(sender, name, about, sent);
      expect(answer.status, `${name}: ${JSON.stringify(sent).slice(0, 120)}`).toBeLessThan(500);
      expect(answer.setCookies.join()).not.toContain("a=b");
      if (!client.cookies.has(SESSION_COOKIE)) await signIn(client, await administrator());
    }
  }
  expect((await client.get(paths.account)).status).toBe(200);
});
