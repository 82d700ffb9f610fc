import { spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { delimiter, join } from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#db/embedded/free-port.ts";
import type { Settings } from "#tests/servers/server.ts";
import { CONTENT, serveBare } from "./bare-application.ts";
import { onFirstCore } from "./cores.ts";

export type Running = Readonly<{
  url: string;
  pid: number;
  environment: Settings;
  /** Until the first page. */
  startMs: number;
  stop(): Promise<void>;
}>;

type Command = Readonly<{
  command: readonly string[];
  environment: Settings;
  port: number;
  path: string;
  /** Which the page contains. */
  content: string;
}>;

const POLL_MS = 10;
/** Of the output, for an error. */
const OUTPUT_CHARACTERS = 10_000;

/** A production server of Gatehouse. @throws Error with its output if it does not start */
export async function startGatehouse(settings: Settings, isOnOneCore: boolean): Promise<Running> {
  const port = await freePort(undefined);
  const command = [process.execPath, join("bin", "start.mjs")];
  return startCommand({
    command: isOnOneCore ? onFirstCore(command) : command,
    environment: {
      PORT: `${port}`,
      APP_URL: `http://localhost:${port}`,
      // Requests state the address that they come from, so that they do not exceed limits together.
      TRUSTED_PROXY_HOPS: "1",
      ...settings,
    },
    port,
    path: "/api/health/ready",
    content: "",
  });
}

/** The production server of the bare application. @throws Error with its output if it does not start */
export async function startBareApplication(isOnOneCore: boolean): Promise<Running> {
  const port = await freePort(undefined);
  const command = serveBare(port);
  return startCommand({
    command: isOnOneCore ? onFirstCore(command) : command,
    environment: {},
    port,
    path: "/",
    content: CONTENT,
  });
}

/** Runs a command and waits for a page with some content. @throws Error with its output if it ends before */
export async function startCommand({ command, environment, port, path, content }: Command): Promise<Running> {
  const [program = "", ...args] = command;
  const began = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...inherited(), ...environment } });
  const ended = once(child, "close").then(() => true);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (output = `${output}${chunk}`.slice(-OUTPUT_CHARACTERS)));
  for (;;) {
    if ((await read(port, path))?.includes(content)) break;
    if (await Promise.race([ended, delay(POLL_MS, false)])) throw new Error(`${command.join(" ")} ended:\n${output}`);
  }
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    environment,
    startMs: performance.now() - began,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Without the settings of whoever runs the benchmark, and without the programs that `npm run` puts first. */
const inherited = () => {
  const { PATH = "", HOME, TMPDIR } = process.env;
  const installed = /node_modules|node-gyp-bin/;
  const path = PATH.split(delimiter).filter((directory) => !installed.test(directory));
  return { PATH: path.join(delimiter), HOME, TMPDIR, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
};

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
