import { connect } from "node:net";
import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { get, startLoad } from "#tests/servers/load.ts";
import { startServer } from "#tests/servers/server.ts";

const BUSY = 20;
const BEFORE = 10 * BUSY;
const SOON = { timeout: 30_000, interval: 10 };

test("a stopping server answers accepted requests and closes all connections", async () => {
  const server = await startServer();
  const port = Number(new URL(server.url).port);
  const silent = connect(port, "localhost").on("error", () => {});
  const load = startLoad(server.url, paths.login, BUSY);
  const forwardAuth = startLoad(server.url, paths.access, BUSY);
  for (const { answers } of [load, forwardAuth]) await expect.poll(() => answers.length, SOON).toBeGreaterThan(BEFORE);
  const stopped = server.stop();
  const readiness = async () => (await get(server.url, "/api/health/ready")).status;
  await expect.poll(readiness, SOON).toBe(503);
  const notReadyAt = performance.now();

  expect(await stopped).toBe(0);
  for (const [{ ended, answers }, status] of [[load, 200] as const, [forwardAuth, 401] as const]) {
    expect(new Set(await ended)).toEqual(new Set(["ECONNREFUSED"]));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
    const late = answers.filter(({ askedAt }) => askedAt > notReadyAt);
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late.map(({ headers }) => headers.connection))).toEqual(new Set(["close"]));
  }
  silent.destroy();
});
