import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { ACTIONS, callAction, callWith, described } from "./actions.ts";
import type { Values } from "./client.ts";
import { adminClient, passwordChangeClient, SESSION_COOKIE, signIn } from "./clients.ts";
import { inParallel } from "./in-parallel.ts";
import { targetAccount } from "./target-account.ts";
import { test } from "./test.ts";

/** Rejected by the framework. */
const UNREADABLE = ["", "garbage", '["$F1"]', '["$1:constructor:constructor"]'];

/** Passed on to the action. */
const UNEXPECTED = ["[]", "[null,null]", '[1,"x"]', '["$K1","$K2"]', "{}"];

const TYPES = ["text/plain;charset=UTF-8", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"];

test("unknown and unreadable action calls are bad requests", async ({ server }) => {
  const client = await adminClient(server);
  const target = await targetAccount();
  for (const [at, name] of Object.keys(ACTIONS).entries()) {
    const type = TYPES[at] ?? "text/plain";
    await inParallel(at < TYPES.length ? [...UNREADABLE, ...UNEXPECTED] : UNEXPECTED, 4, async (body) => {
      const answer = await callWith(client, name, described(name).page(target), type, body);
      expect(answer.status, `${name} as ${type}: ${body}`).toBeLessThan(500);
    });
    if (!client.cookies.has(SESSION_COOKIE)) await signIn(client, await adminAccount());
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

/** Names that libraries have read as object paths or array lengths. */
const ODD_NAMES = [
  "x[100000000]",
  "roles[4294967294]",
  "x.__proto__.y",
  "__proto__[y]",
  "constructor.prototype.y",
  "a[0][0].b",
  "__intent__",
];

test("no form content makes an action fail", async ({ server }) => {
  const client = await adminClient(server);
  const withSingleUsePassword = await passwordChangeClient(server);
  const target = await targetAccount();
  for (const [name, { filledIn }] of Object.entries(ACTIONS)) {
    const values = filledIn(target);
    const fields = Object.keys(values);
    const odd = (fields.length > 0 ? ODD_VALUES : []).map((value) =>
      Object.fromEntries(fields.map((field) => [field, value])),
    );
    const named = { ...values, ...Object.fromEntries(ODD_NAMES.map((field) => [field, "viewer"])) };
    const many = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, Array(50).fill(value)]));
    const sender = name === "replaceSingleUsePasswordAction" ? withSingleUsePassword : client;
    const send = async (sent: Values) => {
      const answer = await callAction(sender, name, target, sent);
      expect(answer.status, `${name}: ${JSON.stringify(sent).slice(0, 120)}`).toBeLessThan(500);
      expect(answer.setCookies.join()).not.toContain("a=b");
    };
    await inParallel([...odd, many], 4, send);
    await send(named);
    if (!client.cookies.has(SESSION_COOKIE)) await signIn(client, await adminAccount());
  }
  expect((await client.get(paths.account)).status).toBe(200);
});

const HIDDEN_CHARACTERS = ["a\r\nb", "a\u202eb", "a\u2066b", "a\0b", "\u001b[31m"];

test("a name with line breaks or invisible characters is refused", async ({ server }) => {
  const client = await adminClient(server);
  const target = await activeAccount();
  for (const name of HIDDEN_CHARACTERS) {
    const answer = await client.submit(paths.accountDetails(target.id), "seen", { firstName: name });
    expect(answer.status, JSON.stringify(name)).toBe(200);
    expect(answer.body, JSON.stringify(name)).toContain("cannot contain line breaks or invisible characters");
  }
});
