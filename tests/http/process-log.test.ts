import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { logEntries } from "#tests/log-entries.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { callWith } from "./actions.ts";
import { anonymousClient } from "./clients.ts";
import { test } from "./test.ts";

const CANARY = "a heron that nobody should see";
const HOSTILE = `${CANARY}\n{"level":60,"msg":"forged"}\r\n\u001b[31m\u009b31m\u2028\u202e`;
const part = (name: string, value = HOSTILE) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** What fails in each of the framework's parsers. */
const BODIES: readonly (readonly [type: string, body: string])[] = [
  ["text/plain;charset=UTF-8", HOSTILE],
  ["text/plain;charset=UTF-8", JSON.stringify([HOSTILE, "$F1"])],
  ["application/json", HOSTILE],
  ["application/x-www-form-urlencoded", `$ACTION_ID_${HOSTILE}=1`],
  ["application/x-www-form-urlencoded", `password=%${HOSTILE}`],
  ["multipart/form-data", HOSTILE],
  ["multipart/form-data; boundary=x", HOSTILE],
  ["multipart/form-data; boundary=x", `${part("0")}--x--`],
  ["multipart/form-data; boundary=x", `${part("0", '["$K1"]')}${part("1_password")}--x--`],
  ["multipart/form-data; boundary=x", `${part(HOSTILE)}--x--`],
  ["multipart/form-data; boundary=x", `${part("$ACTION_REF_1", "")}${part("$ACTION_1:0")}--x--`],
  ["multipart/form-data; boundary=x", `${part("0")}`],
];

const HEADERS = {
  "next-action": "a{}\\n\\u001b[31m",
  "next-router-state-tree": "%0a%1b{",
  "next-router-segment-prefetch": "/%0a%1b",
  cookie: "gatehouse.session=%0a%1b{; gatehouse.callback-url=%0a",
};

const ADDRESSES = [
  "/%",
  "/%0a%1b[31m",
  "/login?back=%E0%A4%A%0a",
  "/_next/image?url=%0a%1b",
  "/api/auth/callback/%0a%1b",
];

test("no request puts anything into the log but one entry a line, without what it sent", async ({ server }) => {
  const client = anonymousClient(server);
  for (const [type, body] of BODIES) {
    expect((await callWith(client, "signInAction", paths.login, type, body)).status, body).toBeLessThan(500);
    for (const path of [paths.login, "/api/auth/callback/credentials", "/api/auth/signout"])
      for (const headers of [{}, HEADERS])
        await client.send("POST", path, { headers: { origin: client.origin, "content-type": type, ...headers }, body });
  }
  for (const address of ADDRESSES) await client.get(address, { rsc: "1", ...HEADERS });
  const log = await sharedServers.logs("passwords");
  const entries = logEntries(log);
  expect(log).not.toContain(CANARY);
  expect(JSON.stringify(entries)).toContain('"part":"output"');
  expect(JSON.stringify(entries)).not.toContain('"level":60');
});
