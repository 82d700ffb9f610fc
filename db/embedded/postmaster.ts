import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { OperatingUser } from "./operating-user.ts";

export type Postmaster = Readonly<{ stop(): Promise<void> }>;

type Options = Readonly<{
  cluster: string;
  port: number;
  /** Where PostgreSQL writes its own log. */
  log: string;
  binaries: Binaries;
  user: OperatingUser;
  settings: Readonly<Record<string, string>>;
}>;

type Adopt = (child: ChildProcess) => void;

/** Ends the connections, writes everything down, and exits. */
const FAST_SHUTDOWN = "SIGINT";
const POLL_MS = 25;
const RETRY_MS = 500;
const START_ATTEMPTS = 20;
const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Runs PostgreSQL on a cluster until it is told to stop: a server that dies is started again on the same port.
 * Resolves when connections are accepted. When this process ends without stopping it, PostgreSQL is told to end too.
 * @throws EmbeddedPostgresError when it does not start.
 */
export async function runPostmaster(options: Options): Promise<Postmaster> {
  let current: ChildProcess | undefined;
  let stopping = false;
  const adopt = (child: ChildProcess) => {
    current = child;
    if (stopping) child.kill(FAST_SHUTDOWN);
  };
  const endWithMe = () => current?.kill(FAST_SHUTDOWN);
  process.once("exit", endWithMe);

  const supervise = async (child: ChildProcess) => {
    let running: ChildProcess | undefined = child;
    while (running) {
      await exitOf(running);
      running = await restart();
    }
    process.off("exit", endWithMe);
  };
  const restart = async () => {
    while (!stopping) {
      const started = await start(options, adopt);
      if (typeof started !== "string") return started;
      await delay(RETRY_MS);
    }
    return undefined;
  };

  keepSmall(options.log);
  const supervision = supervise(await startPatiently(options, adopt));
  return {
    stop() {
      stopping = true;
      current?.kill(FAST_SHUTDOWN);
      return supervision;
    },
  };
}

/**
 * Stops the PostgreSQL that a killed process left behind on this cluster, and clears away the note it keeps of its
 * process id when that id belongs to something else by now (PostgreSQL itself would believe the note).
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = notedPid(cluster);
  if (pid === undefined || !isAlive(pid)) return;
  if (!runsOn(pid, cluster)) {
    rmSync(join(cluster, "postmaster.pid"));
    return;
  }
  process.kill(pid, FAST_SHUTDOWN);
  while (isAlive(pid) && runsOn(pid, cluster)) await delay(POLL_MS);
}

/** For a moment after its postmaster was killed, the last backends may still hold the shared memory. */
async function startPatiently(options: Options, adopt: Adopt): Promise<ChildProcess> {
  let failure = "";
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    const started = await start(options, adopt);
    if (typeof started !== "string") return started;
    failure = started;
    if (!/still in use/.test(failure)) break;
    await delay(RETRY_MS);
  }
  throw new EmbeddedPostgresError(`The embedded PostgreSQL did not start (${options.log} tells more):\n${failure}`);
}

/** The ready server, or what it said when it gave up. The child is handed over as soon as there is one. */
async function start(
  { cluster, port, log, binaries, user, settings }: Options,
  adopt: Adopt,
): Promise<ChildProcess | string> {
  const assignments = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = user.command(binaries.postgres, ["-D", cluster, "-p", `${port}`, ...assignments]);
  const output = openSync(log, "a", 0o600);
  // In a session of its own, a terminal's Ctrl-C doesn't reach it: it has to outlive the connections to it.
  const child = spawn(file, args, { ...options, detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  adopt(child);
  const gone = exitOf(child).then(() => readFileSync(log, "utf8").trim().split("\n").slice(-3).join("\n"));
  return Promise.race([gone, waitUntilReady(child, cluster)]);
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(child)) resolve();
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function waitUntilReady(child: ChildProcess, cluster: string): Promise<ChildProcess> {
  while (!hasEnded(child)) {
    const [pid, , , , , , , status] = note(cluster);
    if (Number(pid) === child.pid && status?.trim() === "ready") return child;
    await delay(POLL_MS);
  }
  return new Promise(() => {});
}

function keepSmall(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
}

const note = (cluster: string): readonly string[] => {
  try {
    return readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
};

const notedPid = (cluster: string) => {
  const pid = Number(note(cluster)[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const runsOn = (pid: number, cluster: string) => commandLine(pid).includes(`-D ${cluster} `);

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    try {
      return execFileSync("ps", ["-o", "args=", "-p", `${pid}`], { encoding: "utf8" });
    } catch {
      return "";
    }
  }
}
