import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";
import { EmbeddedPostgresError } from "./errors.ts";

export type Postmaster = Readonly<{ stop(): Promise<void> }>;

type Options = Readonly<{
  port: number;
  /** The log of the previous run is renamed to end with `.1`. */
  log: string;
}>;

/** PostgreSQL's "fast shutdown": closes all connections, writes a checkpoint, and exits. */
const FAST_SHUTDOWN = "SIGINT";
const POLL_MS = 10;
const RETRY_MS = 500;
const START_ATTEMPTS = 20;

/**
 * Runs until stopped or this process exits. Restarts PostgreSQL on the same port if it crashes.
 * @throws EmbeddedPostgresError when it does not start
 */
export async function runPostmaster(cluster: Cluster, options: Options): Promise<Postmaster> {
  const firstReady = Promise.withResolvers<void>();
  let current: ChildProcess | undefined;
  let stopping = false;

  const supervise = async () => {
    let wasReady = false;
    for (let attempt = 1; !stopping; attempt++) {
      current = launch(cluster, options);
      if (await becomesReady(current, cluster.directory)) {
        wasReady = true;
        firstReady.resolve();
        if (!hasExited(current)) await once(current, "exit");
      } else {
        if (!wasReady) assertWorthRetrying(options.log, attempt);
        await delay(RETRY_MS);
      }
    }
  };

  if (existsSync(options.log)) renameSync(options.log, `${options.log}.1`);
  const supervision = supervise();
  await Promise.race([firstReady.promise, supervision]);
  return {
    stop() {
      stopping = true;
      current?.kill(FAST_SHUTDOWN);
      return supervision;
    },
  };
}

/** Also removes the pid file if another program has that pid by now: PostgreSQL would trust it. */
export async function stopOrphan(directory: string): Promise<void> {
  const pid = Number(readPidFile(directory)[0]);
  if (!(pid > 1 && isAlive(pid))) return;
  if (!runsOn(pid, directory)) return rmSync(pidFile(directory));
  process.kill(pid, FAST_SHUTDOWN);
  while (isAlive(pid) && runsOn(pid, directory)) await delay(POLL_MS);
}

function launch({ directory, binaries, user, settings }: Cluster, { port, log }: Options): ChildProcess {
  const assignments = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = openSync(log, "a", 0o600);
  const child = user.spawn(binaries.postgres, ["-D", directory, "-p", `${port}`, ...assignments], {
    // In its own session, so that Ctrl-C in a terminal does not stop it before the application has disconnected.
    detached: true,
    stdio: ["ignore", output, output],
    signalAtExit: FAST_SHUTDOWN,
  });
  closeSync(output);
  return child.on("error", (error) => appendFileSync(log, `${error.message}\n`));
}

/** @returns false when the server exits before it accepts connections */
async function becomesReady(child: ChildProcess, directory: string): Promise<boolean> {
  do {
    await delay(POLL_MS);
    const [pid, , , , , , , status] = readPidFile(directory);
    if (Number(pid) === child.pid && status?.trim() === "ready") return true;
  } while (!hasExited(child));
  return false;
}

const hasExited = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid === undefined || exitCode !== null || signalCode !== null;

/** Shortly after a postmaster was killed, its last backends may still use the shared memory. */
function assertWorthRetrying(log: string, attempt: number): void {
  const failure = readFileSync(log, "utf8").trim().split("\n").slice(-3).join("\n");
  if (attempt < START_ATTEMPTS && failure.includes("still in use")) return;
  throw new EmbeddedPostgresError(`The embedded PostgreSQL did not start (see ${log}):\n${failure}`);
}

const pidFile = (directory: string) => join(directory, "postmaster.pid");

function readPidFile(directory: string): readonly string[] {
  try {
    return readFileSync(pidFile(directory), "utf8").split("\n");
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const runsOn = (pid: number, directory: string) => commandLine(pid).includes(`-D ${directory} `);

function commandLine(pid: number): string {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "args=", "-p", `${pid}`], { encoding: "utf8", stdio: "pipe" });
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
