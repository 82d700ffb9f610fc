import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "#db/embedded/free-port.ts";
import { type Addresses, copyDatabase } from "#tests/cluster.ts";

/** A Gatehouse in production: the real server, with a database of its own. */
export type House = Readonly<{
  url: string;
  /** The server's process, for tests that kill it. */
  pid: number | undefined;
  /** The environment it was started with. */
  environment: Readonly<Record<string, string>>;
  /** What it has printed so far. */
  said(): string;
  /** Closes the pipes that it prints into. */
  stopListening(): void;
  close(): Promise<void>;
}>;

/** Wrong passwords that lock an account here: few, because every refusal takes longer than the one before. */
export const LOCK_AFTER = 3;

const TEMPLATE = "GATEHOUSE_TESTS_TEMPLATE";

/** Lets the workers know which database to copy. */
export function announceTemplate(template: Addresses): void {
  process.env[TEMPLATE] = JSON.stringify(template);
}

/**
 * Opens a Gatehouse and waits until it is ready.
 * @throws with everything it printed, when it does not start
 */
export async function openHouse(settings: Readonly<Record<string, string>> = {}): Promise<House> {
  const template: Addresses = JSON.parse(String(process.env[TEMPLATE]));
  const database = await copyDatabase(template, `e2e_${randomBytes(6).toString("hex")}`);
  const port = settings.PORT ?? String(await freePort(undefined));
  const url = `http://localhost:${port}`;
  const environment = {
    DATABASE_URL: database.databaseUrl,
    MIGRATION_DATABASE_URL: database.migrationDatabaseUrl,
    AUTH_SECRET: randomBytes(33).toString("base64"),
    PORT: port,
    APP_URL: url,
    BCRYPT_COST: "10",
    LOCK_AFTER: String(LOCK_AFTER),
    // Every test comes from an address of its own, so that none is throttled for another's wrong passwords.
    TRUSTED_PROXY_HOPS: "1",
    ...settings,
  };

  const server = spawn(process.execPath, [join("bin", "start.ts")], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(server, "close");
  let said = "";
  const runs = new Promise<void>((resolve) => {
    const hear = (words: Buffer) => {
      said += words;
      if (said.includes(`running at ${environment.APP_URL}`)) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
  });
  const started = await Promise.race([runs.then(() => true), ended.then(() => false)]);
  const ready = started ? await fetch(`${url}/api/health/ready`).catch(() => undefined) : undefined;
  if (!ready?.ok) {
    server.kill("SIGTERM");
    throw new Error(`Gatehouse did not start:\n${said}`);
  }

  return {
    url,
    pid: server.pid,
    environment,
    said: () => said,
    stopListening() {
      server.stdout.destroy();
      server.stderr.destroy();
    },
    async close() {
      server.kill("SIGTERM");
      await ended;
    },
  };
}
