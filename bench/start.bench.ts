import { type ChildProcess, spawn } from "node:child_process";
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
import { buildBare } from "./bare-application.ts";
import { median } from "./statistics.ts";

/**
 * How long `npm start` takes on existing data, until the sign-in page is there, beside `next start` of an application
 * with a single page, in the same run and by turns.
 */

const PAIRS = 5;
const LIMIT = 2.5;
const POLL_MS = 10;

type Started = Readonly<{ ms: number; stop(): Promise<void> }>;

const NEXT = join("node_modules", "next", "dist", "bin", "next");

/** The environment of somebody who types the command: `npm run` adds variables and folders of its own. */
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

/** Runs a command and waits for a page of it that says what it should. */
async function start(command: readonly string[], port: number, path: string, content: string): Promise<Started> {
  const [program = "", ...args] = command;
  const began = performance.now();
  const child = spawn(program, args, {
    detached: true,
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
  return { ms: performance.now() - began, stop: () => stop(child, ended) };
}

/** The page, once it is answered with 200. */
async function read(port: number, path: string): Promise<string | undefined> {
  try {
    const [answer] = (await once(get({ port, path, agent: false }), "response")) as [IncomingMessage];
    const body = await text(answer);
    return answer.statusCode === 200 ? body : undefined;
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  process.kill(-(child.pid as number), "SIGTERM");
  await ended;
}

const startGatehouse = async () => start(["npm", "start"], await freePort(undefined), paths.login, 'type="password"');

async function startBare(): Promise<Started> {
  const port = await freePort(undefined);
  return start([process.execPath, NEXT, "start", join("bench", "bare"), "--port", `${port}`], port, "/", "Bare");
}

async function measure(begin: () => Promise<Started>): Promise<number> {
  const { ms, stop } = await begin();
  await stop();
  return ms;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-bench-start-"));
try {
  await buildBare();
  // Makes the data, and all that later starts keep.
  await measure(startGatehouse);
  await measure(startBare);

  const samples: Record<"gatehouse" | "bare", number[]> = { gatehouse: [], bare: [] };
  console.log("\n  npm start   next start of a bare application");
  for (let pair = 0; pair < PAIRS; pair++) {
    samples.gatehouse.push(await measure(startGatehouse));
    samples.bare.push(await measure(startBare));
    console.log(`  ${seconds(samples.gatehouse.at(-1) ?? 0).padEnd(11)} ${seconds(samples.bare.at(-1) ?? 0)}`);
  }
  const ratio = median(samples.gatehouse) / median(samples.bare);
  console.log(`  ${seconds(median(samples.gatehouse)).padEnd(11)} ${seconds(median(samples.bare))}   medians`);
  console.log(`  npm start / next start: ${ratio.toFixed(2)} (limit ${LIMIT})`);
  if (ratio > LIMIT) process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
