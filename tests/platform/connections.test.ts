import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "#db/client.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import { type OwnServer, startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";

const DESCRIPTORS = 1024;
const FLOOD = 1_100;
/** Connections to the database vary. */
const DATABASE_CONNECTIONS = 12;
const SOON = { timeout: 30_000 };

let server: OwnServer;

/** Without a proxy, so that all connections have one address. */
beforeAll(async () => {
  server = await startServer({ TRUSTED_PROXY_HOPS: "0" }, DESCRIPTORS);
  await useDatabaseOf(server);
});

afterAll(() => server.stop());

const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length;

/** Sends bytes on a new connection, and keeps it open. */
function openConnection(bytes: string, localAddress = "127.0.0.1"): Socket {
  const socket = connect({ port: Number(new URL(server.url).port), host: "127.0.0.1", localAddress });
  socket.on("error", () => {});
  socket.write(bytes);
  return socket;
}

const request = (head: readonly string[], body = "") =>
  [...head.slice(0, 1), "Host: localhost", ...head.slice(1), "", body].join("\r\n");

const WEBSOCKET = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
const H2C = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"];

/** Everything until the server closes the connection. */
const answerTo = (bytes: string) => text(openConnection(bytes));

const ready = async () => (await anonymousClient(server).get("/api/health/ready")).status;

test("the server survives a flood of upgrade requests", async () => {
  for (const path of [paths.login, paths.home]) await anonymousClient(server).get(path);
  const before = descriptors();
  const targets = [paths.login, paths.home, paths.access, "/nowhere"];
  const sockets = Array.from({ length: FLOOD }, (_, index) =>
    openConnection(request([`GET ${targets[index % targets.length]} HTTP/1.1`, ...WEBSOCKET])),
  );
  for (const socket of sockets) socket.resume();
  const answers = [];
  do answers.push(await ready());
  while (sockets.some(({ closed }) => !closed));
  expect(new Set(answers)).toEqual(new Set([200]));
  await expect.poll(descriptors, SOON).toBeLessThanOrEqual(before + DATABASE_CONNECTIONS);
});

test("upgrade requests for WebSocket or h2c get the usual response", async () => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const cookie = `Cookie: ${[...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ")}`;
  for (const offer of [WEBSOCKET, H2C]) {
    expect(await answerTo(request([`GET ${paths.access} HTTP/1.1`, ...offer, cookie]))).toMatch(/^HTTP\/1\.1 204 /);
    expect(await answerTo(request([`GET ${paths.access} HTTP/1.1`, ...offer]))).toMatch(/^HTTP\/1\.1 401 /);
    expect(await answerTo(request([`GET ${paths.login} HTTP/1.1`, ...offer]))).toMatch(/^HTTP\/1\.1 200 /);
  }
});

const POOL_SIZE = 10;

test("forward auth and all pages share one pool of database connections", async () => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  await closeDatabase();
  const owner = postgres(server.environment.MIGRATION_DATABASE_URL ?? "", { max: 1 });
  const requested = [paths.access, paths.account, "/api/auth/session"];
  const load = Array.from({ length: 20 }, () => requested.map((path) => client.get(path))).flat();
  for (const { status } of await Promise.all(load)) expect(status).toBeLessThan(300);
  // By itself, because it does not wait long for the database.
  expect(await ready()).toBe(200);
  const [pool] = await owner<{ connections: number }[]>`SELECT count(*)::int AS connections FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'gatehouse'`;
  await owner.end();
  expect(pool?.connections).toBeLessThanOrEqual(POOL_SIZE);
  expect(pool?.connections).toBeGreaterThan(1);
});

/** A form, because no other body is read. */
const POST = [`POST ${paths.login} HTTP/1.1`, "Content-Type: multipart/form-data; boundary=x", "Content-Length: 9"];

test("incomplete and unsupported requests are closed", async () => {
  const own = `Origin: ${server.url}`;
  const before = descriptors();
  const answers = await Promise.all([
    answerTo(""),
    answerTo("GET /login HTTP/1.1\r\nHost: localhost\r\nX-"),
    answerTo(request([...POST, own], "half")),
    answerTo(request([...POST, own, "Expect: the-unexpected"], "half")),
    answerTo(request(["CONNECT example.com:443 HTTP/1.1"])),
    answerTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  ]);
  const statuses = answers.map((answer) => answer.match(/^HTTP\/1\.1 (\d+)/)?.[1]);
  expect(statuses).toEqual(["408", "408", "408", "417", undefined, "400"]);
  await expect.poll(descriptors, SOON).toBeLessThanOrEqual(before + DATABASE_CONNECTIONS);
});

test.each([
  ["an address", 256, ["127.0.0.1"]],
  ["all addresses", 768, ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"]],
])("idle connections of %s are closed beyond the limit", async (_which, limit, addresses) => {
  const idle = Array.from({ length: DESCRIPTORS }, (_, index) =>
    openConnection("GET", addresses[index % addresses.length]),
  );
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  expect(await ready()).toBe(200);
  const isOpen = () => idle.filter(({ closed }) => !closed).length;
  for (const socket of idle) socket.resume();
  await expect.poll(isOpen, SOON).toBeLessThanOrEqual(limit);
  for (const socket of idle) socket.destroy();
});
