import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#db/embedded/free-port.ts";
import { paths } from "#lib/paths.ts";
import { buildBare, CONTENT, serveBare } from "./bare-application.ts";
import { median } from "./statistics.ts";

/** Compares `npm start` on existing data, until the sign-in page responds, with `next start` of an application with one page. */

const PAIRS = 5;
const LIMIT = 2.5;
const POLL_MS = 10;

type Started = Readonly<{ ms: number; stop(): Promise<void> }>;

/** As in a terminal, without what `npm run` adds. */
const environment = Object.fromEntries(
  Object.entries({ ...process.env, PATH: withoutInstalledPrograms(process.env.PATH) }).filter(
    ([name]) => !name.startsWith("npm_"),
  ),
) as NodeJS.ProcessEnv;

function withoutInstalledPrograms(path = ""): string {
  return path
    .split(delimiter)
    .filter((folder) => !/node_modules|node-gyp-bin/.test(folder))
    .join(delimiter);
}

/** Runs a command and waits for a page with some content. */
async function start(command: readonly string[], port: number, path: string, content: string): Promise<Started> {
  const [program = "", ...args] = command;
  const began = performance.now();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, PORT: `${port}`, DATA_DIR: dataDir },
  });
  const ended = once(child, "close").then(() => true);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  for (;;) {
    const page = await read(port, path);
    if (page?.includes(content)) break;
    if (await Promise.race([ended, delay(POLL_MS, false)])) throw new Error(`${command.join(" ")} ended:\n${output}`);
  }
  const ms = performance.now() - began;
  return {
    ms,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The page, if the response is 200. */
async function read(port: number, path: string): Promise<string | undefined> {
  try {
    const [answer] = (await once(get({ port, path, agent: false }), "response")) as [IncomingMessage];
    const body = await text(answer);
    return answer.statusCode === 200 ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds until the first page. */
async function measure(begin: (port: number) => Promise<Started>): Promise<number> {
  const { ms, stop } = await begin(await freePort(undefined));
  await stop();
  return ms;
}

const gatehouse = () => measure((port) => start(["npm", "start"], port, paths.login, 'type="password"'));

const bare = () => measure((port) => start(serveBare(port), port, "/", CONTENT));

function report(gatehouse = 0, bare = 0, note = ""): void {
  const [one, other] = [gatehouse, bare].map((ms) => `${(ms / 1000).toFixed(2)} s`);
  console.log(`  ${one}      ${other}   ${note}`.trimEnd());
}

const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-bench-start-"));
try {
  buildBare();
  // Creates the data and caches.
  await gatehouse();
  await bare();

  const samples: Readonly<Record<"gatehouse" | "bare", number[]>> = { gatehouse: [], bare: [] };
  console.log("\n  npm start   next start");
  for (let pair = 0; pair < PAIRS; pair++) {
    samples.gatehouse.push(await gatehouse());
    samples.bare.push(await bare());
    report(samples.gatehouse.at(-1), samples.bare.at(-1));
  }
  report(median(samples.gatehouse), median(samples.bare), "median");
  const ratio = median(samples.gatehouse) / median(samples.bare);
  console.log(`  npm start / next start: ${ratio.toFixed(2)} (limit ${LIMIT})`);
  if (ratio > LIMIT) process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
