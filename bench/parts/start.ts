import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTENT, serveBare } from "#bench/harness/bare-application.ts";
import type { Part } from "#bench/harness/part.ts";
import { startCommand } from "#bench/harness/servers.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { freePort } from "#db/embedded/free-port.ts";
import { paths } from "#lib/paths.ts";

/** Compares `npm start` on existing data, until the sign-in page responds, with `next start` of the bare application. */
export const part: Part = {
  title: "Start",
  database: "empty",
  async measure({ interleave }) {
    const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-bench-start-"));
    try {
      // The round to warm up creates the data and caches.
      const rounds = await interleave(
        { gatehouse: () => startGatehouse(dataDir), bare: () => startBare() },
        { rounds: ROUNDS },
      );
      const [own, bare] = [medianOf(rounds, ({ gatehouse }) => gatehouse), medianOf(rounds, ({ bare }) => bare)];
      return [
        {
          name: "npm start until the sign-in page ÷ next start of the bare application",
          value: medianOf(rounds, ({ gatehouse, bare }) => gatehouse / bare),
          limit: { atMost: 2.5 },
          detail: `${(own / 1000).toFixed(2)} s ÷ ${(bare / 1000).toFixed(2)} s`,
        },
      ];
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

const ROUNDS = 5;

async function startGatehouse(dataDir: string): Promise<number> {
  const port = await freePort(undefined);
  return timeToStart({
    command: ["npm", "start"],
    environment: { PORT: `${port}`, DATA_DIR: dataDir },
    port,
    path: paths.login,
    content: 'type="password"',
  });
}

async function startBare(): Promise<number> {
  const port = await freePort(undefined);
  return timeToStart({ command: serveBare(port), environment: {}, port, path: "/", content: CONTENT });
}

async function timeToStart(command: Parameters<typeof startCommand>[0]): Promise<number> {
  const { startMs, stop } = await startCommand(command);
  await stop();
  return startMs;
}
