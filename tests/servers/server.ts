import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#db/embedded/free-port.ts";
import { copyDatabase } from "#tests/cluster.ts";
import { linesThatAreNoEntry } from "./entries.ts";
import { testRun } from "./test-run.ts";

export type Settings = Readonly<Record<string, string>>;

/** A production server. */
export type Server = Readonly<{
  url: string;
  environment: Settings;
}>;

/** A server that its test starts and stops. */
export type OwnServer = Server &
  Readonly<{
    pid: number;
    logs(): string;
    /** Closes the pipes of its output. */
    closeOutput(): void;
    /** Sends SIGKILL and waits. */
    kill(): Promise<void>;
    /** Sends SIGTERM and returns the exit code. @throws Error if any output was not a log entry */
    stop(): Promise<number | null>;
  }>;

export const LOCK_AFTER = 3;

const READY_POLL_MS = 50;

/** Replicas need the same database and secret. */
const SHARED_BY_REPLICAS = ["DATABASE_URL", "MIGRATION_DATABASE_URL", "AUTH_SECRET"];

/** The settings of a replica. */
export const replicaOf = ({ environment }: Server): Settings =>
  Object.fromEntries(SHARED_BY_REPLICAS.map((name) => [name, environment[name] ?? ""]));

/**
 * Starts a server with a new database, unless `settings` have one, and waits until it is ready.
 * @param descriptors the limit of open files and sockets
 * @throws Error with its output if it does not start
 */
export async function startServer(settings: Settings = {}, descriptors?: number): Promise<OwnServer> {
  const port = settings.PORT ?? String(await freePort(undefined));
  const url = `http://localhost:${port}`;
  const environment: Settings = {
    ...(settings.DATABASE_URL ? {} : await newDatabase()),
    AUTH_SECRET: testRun().authSecret,
    PORT: port,
    APP_URL: url,
    INSECURE_FAST_SIGN_IN: String(!settings.APP_URL),
    LOCK_AFTER: String(LOCK_AFTER),
    // Every test sends its own client address, so that tests do not exceed limits together.
    TRUSTED_PROXY_HOPS: "1",
    ...settings,
  };

  const command = [process.execPath, join("bin", "start.mjs")];
  const limit = descriptors === undefined ? "" : `ulimit -n ${descriptors};`;
  const child = spawn("/bin/sh", ["-c", `${limit} exec "$0" "$@"`, ...command], {
    env: { ...inherited(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let output = "";
  const running = new Promise<true>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
        if (output.includes(`running at ${environment.APP_URL}`)) resolve(true);
      });
  });
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    const [code] = await ended;
    return code;
  };
  const started = await Promise.race([running, ended.then(() => false)]);
  if (!started || !(await isReady(url, ended))) {
    await end("SIGTERM");
    throw new Error(`Gatehouse did not start:\n${output}`);
  }

  return {
    url,
    environment,
    pid: child.pid ?? 0,
    logs: () => output,
    closeOutput() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    async kill() {
      await end("SIGKILL");
    },
    async stop() {
      const code = await end("SIGTERM");
      const raw = linesThatAreNoEntry(output);
      if (raw.length > 0) throw new Error(`Gatehouse printed lines that are not log entries:\n${raw.join("\n")}`);
      return code;
    },
  };
}

/** Without the settings of the server that the test process uses. */
const inherited = () => {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: "production" } as const;
};

async function newDatabase(): Promise<Settings> {
  const copy = await copyDatabase(testRun().template, `server_${randomBytes(6).toString("hex")}`);
  return { DATABASE_URL: copy.databaseUrl, MIGRATION_DATABASE_URL: copy.migrationDatabaseUrl };
}

async function isReady(url: string, ended: Promise<unknown>): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined);
    if (answer?.ok) return true;
    if (await Promise.race([ended.then(() => true), delay(READY_POLL_MS, false)])) return false;
  }
}
