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

/** A Gatehouse in production, as tests reach it. */
export type Server = Readonly<{
  url: string;
  /** The environment it was started with. */
  environment: Settings;
}>;

/** A server that belongs to the test that started it. */
export type OwnServer = Server &
  Readonly<{
    pid: number;
    /** What it has printed so far. */
    logs(): string;
    /** Closes the pipes that it prints into. */
    closeOutput(): void;
    /** Ends it as a power cut does, and waits until it is gone. */
    kill(): Promise<void>;
    /** Tells it to end, and returns its exit code. @throws Error if it has ever printed what is no entry of its log */
    stop(): Promise<number | null>;
  }>;

/** Wrong passwords that lock an account of a test server. */
export const LOCK_AFTER = 3;

const READY_POLL_MS = 50;

/** Where two servers have to agree to serve the same accounts and sessions. */
const SHARED_BY_REPLICAS = ["DATABASE_URL", "MIGRATION_DATABASE_URL", "AUTH_SECRET"];

/** The settings that make a server a replica of another one. */
export const replicaOf = ({ environment }: Server): Settings =>
  Object.fromEntries(SHARED_BY_REPLICAS.map((name) => [name, environment[name] ?? ""]));

/**
 * Starts the real server on a database of its own, unless `settings` name another one, and waits until it is ready.
 * @param descriptors how many files and sockets it may have open
 * @throws Error with everything it printed, when it does not start
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
    // Every test comes from an address of its own, so that none is throttled for another's wrong passwords.
    TRUSTED_PROXY_HOPS: "1",
    ...settings,
  };

  const command = [process.execPath, join("bin", "start.ts")];
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
      if (raw.length > 0) throw new Error(`Gatehouse printed what is no entry of its log:\n${raw.join("\n")}`);
      return code;
    },
  };
}

/** The settings of the server that a test process uses are in its environment too, and are not for another server. */
const inherited = () => {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: "production" } as const;
};

async function newDatabase(): Promise<Settings> {
  const copy = await copyDatabase(testRun().template, `server_${randomBytes(6).toString("hex")}`);
  return { DATABASE_URL: copy.databaseUrl, MIGRATION_DATABASE_URL: copy.migrationDatabaseUrl };
}

/** Waits until a server is ready, which it may not be at once on a busy machine. */
async function isReady(url: string, ended: Promise<unknown>): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined);
    if (answer?.ok) return true;
    if (await Promise.race([ended.then(() => true), delay(READY_POLL_MS, false)])) return false;
  }
}
