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
  /** Where PostgreSQL writes its own log; the one of the previous run goes to the same path with `.1`. */
  log: string;
}>;

/** Ends the connections, writes everything down, and exits. */
const FAST_SHUTDOWN = "SIGINT";
const POLL_MS = 10;
const RETRY_MS = 500;
const START_ATTEMPTS = 20;

/**
 * Runs PostgreSQL on a cluster until it is told to stop: a server that dies is started again on the same port.
 * Resolves when connections are accepted. When this process ends without stopping it, PostgreSQL is told to end too.
 * @throws EmbeddedPostgresError when it does not start.
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
        if (!hasEnded(current)) await once(current, "exit");
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

/**
 * Stops the PostgreSQL that a killed process left behind on this cluster, and removes the file that holds its process
 * id when that id belongs to something else by now (PostgreSQL itself would trust the file).
 */
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
    // In a session of its own, a terminal's Ctrl-C doesn't reach it: it has to outlive the connections to it.
    detached: true,
    stdio: ["ignore", output, output],
    signalAtExit: FAST_SHUTDOWN,
  });
  closeSync(output);
  return child.on("error", (error) => appendFileSync(log, `${error.message}\n`));
}

/** Whether a server accepts connections before it ends. */
async function becomesReady(child: ChildProcess, directory: string): Promise<boolean> {
  do {
    await delay(POLL_MS);
    const [pid, , , , , , , status] = readPidFile(directory);
    if (Number(pid) === child.pid && status?.trim() === "ready") return true;
  } while (!hasEnded(child));
  return false;
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid === undefined || exitCode !== null || signalCode !== null;

/** For a moment after its postmaster was killed, the last backends may still hold the shared memory. */
function assertWorthRetrying(log: string, attempt: number): void {
  const failure = readFileSync(log, "utf8").trim().split("\n").slice(-3).join("\n");
  if (attempt < START_ATTEMPTS && failure.includes("still in use")) return;
  throw new EmbeddedPostgresError(`The embedded PostgreSQL did not start (${log} tells more):\n${failure}`);
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
