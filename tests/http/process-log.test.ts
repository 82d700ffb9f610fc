import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { linesThatAreNoEntry } from "#tests/servers/entries.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { callWith } from "./actions.ts";
import type { Client } from "./client.ts";
import { anonymousClient } from "./clients.ts";
import { inParallel } from "./in-parallel.ts";
import { test } from "./test.ts";

/** Forges lines and entries, colours a terminal, reverses text; and is easy to find. */
const CANARY = `canary${randomBytes(6).toString("hex")}`;
const HOSTILE = `\r\n{"level":30,"msg":"forged"}\n\u001b[2J\u001b[31m\u0085\u009b\u2028\u202e\0 password=${CANARY}`;

const part = (name: string, value: string, more = "") =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

/** Each fails in another part of the framework. */
const BODIES: readonly string[] = [
  HOSTILE,
  CANARY,
  `{"password":"${CANARY}"`,
  `[${HOSTILE}]`,
  `["$F${HOSTILE}"]`,
  `["$1:${CANARY}:${HOSTILE}"]`,
  `["$n${CANARY}"]`,
  `["$T${CANARY}","$D${CANARY}","$h${CANARY}","$B${CANARY}","$R${CANARY}"]`,
  `["$Q1","$W1","$i1","$K${CANARY}","$@${CANARY}"]`,
  part("0", `["$K1","${HOSTILE}"`) + part(`_1_${HOSTILE}`, CANARY),
  `${part("0", '["$F1","$h1"]')}${part("1", `{"id":"${CANARY}","bound":"$@2"}`)}--x--\r\n`,
  `${part("0", `["${CANARY}`)}--x--\r\n`,
  `${part(`$ACTION_ID_${CANARY}`, HOSTILE)}--x--\r\n`,
  `${part("$ACTION_REF_1", HOSTILE)}${part("$ACTION_1:0", `{"id":"${CANARY}"`)}--x--\r\n`,
  `${part("$ACTION_REF_1", "")}${part("$ACTION_1:0", `{"id":"${CANARY}","bound":"$@1"}`)}${part("$ACTION_1:1", HOSTILE)}--x--\r\n`,
  `${part("$ACTION_KEY", HOSTILE)}${part("file", CANARY, `; filename="${CANARY}"`)}`,
  `password=${CANARY}&%ff%fe&a[${CANARY}]=%00%0a`,
];

const TYPES = [
  "text/plain;charset=UTF-8",
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  `multipart/form-data; boundary="${CANARY}`,
];

const COOKIES = [
  "gatehouse.session",
  "__Secure-authjs.session-token",
  "gatehouse.csrf",
  "gatehouse.link.reset-password",
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  ...["__proto__", "x".repeat(8_000), "\u00e9\u0085\u009b31m", "{}"].map((id) => ({ "next-action": id })),
  { rsc: "1", "next-router-state-tree": `%5B${CANARY}%0a%1b` },
  { rsc: "1", "next-router-state-tree": JSON.stringify([CANARY, {}, null, CANARY]) },
  { rsc: "1", "next-router-state-tree": "x".repeat(8_000) },
  { rsc: CANARY, "next-router-prefetch": CANARY, "next-router-segment-prefetch": `/${CANARY}` },
  { rsc: "1", "next-url": `//${CANARY}%0a` },
  { "x-forwarded-host": CANARY, "x-forwarded-proto": CANARY, "x-forwarded-port": CANARY },
  { "x-middleware-subrequest": CANARY, "x-invoke-path": `/${CANARY}`, "x-matched-path": CANARY },
  { "x-nextjs-data": "1", "next-resume": CANARY, "x-prerender-revalidate": CANARY },
  { "accept-language": CANARY, "if-none-match": CANARY, range: `bytes=${CANARY}` },
  ...COOKIES.map((name) => ({ cookie: `${name}=${CANARY}%0a%1b; ${name}=%e0%a4%a` })),
];

const TARGETS = [
  `/%e0%a4%a?${CANARY}=%`,
  `/_next/data/${CANARY}/login.json`,
  `/_next/image?url=${CANARY}&w=1&q=1`,
  `/_next/static/..%2f..%2f${CANARY}`,
  `/login?_rsc=${CANARY}&next=%e0%a4%a`,
  `/%00%0a%1b%5B31m`,
  `//${CANARY}`,
  `/administration/user-accounts?page=${CANARY}&sort=%0a%1b`,
];

/** Sends raw bytes, and waits for the end of the connection. */
async function sendRaw({ url }: Client, bytes: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => {});
  socket.resume().end(bytes);
  await once(socket, "close");
}

test("no request writes raw text into the process log", async ({ server }) => {
  const client = anonymousClient(server);
  const { origin } = client;
  const bodies = TYPES.flatMap((type) => BODIES.map((body) => ({ type, body })));
  const id = "40".padEnd(42, "0");
  await inParallel(bodies, 4, async ({ type, body }) => {
    await callWith(client, "signInAction", paths.login, type, body);
    const headers = { origin, "content-type": type };
    await client.send("POST", paths.login, { headers, body });
    await client.send("POST", paths.backchannelLogout, { headers, body });
    await client.send("POST", "/api/auth/callback/credentials", { headers, body });
  });
  await inParallel(HEADERS, 4, async (headers) => {
    await client.get(paths.login, headers);
    await client.send("POST", paths.login, { headers: { origin, "next-action": id, ...headers }, body: HOSTILE });
  });
  await inParallel(TARGETS, 4, async (target) => {
    await client.get(target);
    await client.send("POST", target, { headers: { origin, "next-action": id }, body: HOSTILE });
  });
  for (const length of ["5", "9999", "-1", "1\r\nContent-Length: 2", CANARY]) {
    const head = `POST ${paths.login} HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Type: multipart/form-data; boundary=x`;
    await sendRaw(client, `${head}\r\nContent-Length: ${length}\r\n\r\n${BODIES[9]}`);
  }

  const last = randomBytes(20).toString("hex");
  await client.send("POST", paths.login, { headers: { origin, "next-action": `40${last}` }, body: "[]" });
  const printed = () => sharedServers.logs("passwords");
  await expect.poll(printed, { timeout: 10_000 }).toContain(last);
  expect(linesThatAreNoEntry(await printed())).toEqual([]);
  expect(await printed()).not.toContain(CANARY);
});
