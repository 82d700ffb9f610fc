import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { startServer } from "#tests/servers/server.ts";

const BUSY = 20;
const BEFORE = 10 * BUSY;
const SOON = { timeout: 30_000, interval: 10 };

type Answer = Readonly<{ status: number | undefined; headers: IncomingHttpHeaders }>;

function get(url: string, path: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { agent }, (response) => {
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode, headers: response.headers }));
      response.resume();
    });
    asking.once("error", reject);
    asking.end();
  });
}

test("a server told to stop answers all it has taken, and closes every connection", async () => {
  const server = await startServer();
  const port = Number(new URL(server.url).port);
  const silent = connect(port, "localhost").on("error", () => {});
  const agent = new Agent({ keepAlive: true, maxSockets: BUSY });
  const answers: Answer[] = [];
  const late: Answer[] = [];
  let isNotReady = false;
  const load = Array.from({ length: BUSY }, async () => {
    for (;;) {
      const isLate = isNotReady;
      try {
        const answer = await get(server.url, paths.login, agent);
        answers.push(answer);
        if (isLate) late.push(answer);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    }
  });
  await expect.poll(() => answers.length, SOON).toBeGreaterThan(BEFORE);
  const stopped = server.stop();
  const readiness = async () => (await get(server.url, "/api/health/ready")).status;
  await expect.poll(readiness, SOON).toBe(503);
  isNotReady = true;

  expect(await stopped).toBe(0);
  expect(new Set(await Promise.all(load))).toEqual(new Set(["ECONNREFUSED"]));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(late.length).toBeGreaterThan(0);
  expect(new Set(late.map(({ headers }) => headers.connection))).toEqual(new Set(["close"]));
  silent.destroy();
  agent.destroy();
});
