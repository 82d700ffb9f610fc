import { connect, createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { freePort } from "#db/embedded/free-port.ts";
import { waitForDatabase } from "#db/wait-for-database.ts";
import { config } from "#lib/config/index.ts";

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

function addressWith(change: (url: URL) => void): string {
  const url = new URL(String(config().databaseUrl));
  change(url);
  return url.href;
}

/** Leads to the database from another port of this machine. */
function openPort(port: number): void {
  const { hostname, port: real } = new URL(String(config().databaseUrl));
  const server = createServer((socket) => {
    const database = connect(Number(real), hostname);
    socket.pipe(database).pipe(socket);
    for (const end of [socket, database]) end.on("error", () => end.destroy());
  }).listen(port, "127.0.0.1");
  opened.push(() => server.close());
}

test("a late database is waited for and reported once", async () => {
  const port = await freePort(undefined);
  const onWaiting = vi.fn(() => openPort(port));
  const address = addressWith((url) => Object.assign(url, { hostname: "127.0.0.1", port: String(port) }));
  await waitForDatabase(address, 600_000, onWaiting);
  expect(onWaiting.mock.calls).toEqual([["ECONNREFUSED"]]);
});

test("waiting for a database ends at the time limit", async () => {
  const port = await freePort(undefined);
  const onWaiting = vi.fn();
  await waitForDatabase(
    addressWith((url) => Object.assign(url, { hostname: "127.0.0.1", port: String(port) })),
    900,
    onWaiting,
  );
  expect(onWaiting).toHaveBeenCalledOnce();
});

test("a running database is not waited for, even with a wrong password", async () => {
  const onWaiting = vi.fn();
  await waitForDatabase(String(config().databaseUrl), 600_000, onWaiting);
  await waitForDatabase(
    addressWith((url) => Object.assign(url, { password: "wrong" })),
    60_000,
    onWaiting,
  );
  expect(onWaiting).not.toHaveBeenCalled();
});
