import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { discardEmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";

export type Addresses = Readonly<{ databaseUrl: string; migrationDatabaseUrl: string }>;

export type Cluster = Readonly<{
  /** The migrated database that the others are copies of. */
  template: Addresses;
  createDatabase(name: string): Promise<Addresses>;
  stop(): Promise<void>;
}>;

const PREFIX = "gatehouse-test-";
const ABANDONED_AFTER_MS = 60_000;

/** Nothing in here outlives the tests, so nothing waits for the disk. */
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

/** Starts a real PostgreSQL in a temporary directory, with a migrated database to copy. `stop` removes it all. */
export async function startCluster(): Promise<Cluster> {
  await discardAbandoned();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, holder: "tests", settings: FAST });
  const template = { databaseUrl: server.databaseUrl, migrationDatabaseUrl: server.migrationDatabaseUrl };
  await migrate(template.migrationDatabaseUrl, template.databaseUrl);
  return {
    template,
    createDatabase: (name) => copyDatabase(template, name),
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Copies the migrated database under another name. */
export async function copyDatabase(template: Addresses, name: string): Promise<Addresses> {
  const sql = postgres(template.migrationDatabaseUrl.replace(/[^/]+$/, "postgres"), { max: 1 });
  try {
    const original = new URL(template.databaseUrl).pathname.slice(1);
    await sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(original)}`;
  } finally {
    await sql.end();
  }
  const renamed = (url: string) => url.replace(/[^/]+$/, name);
  return {
    databaseUrl: renamed(template.databaseUrl),
    migrationDatabaseUrl: renamed(template.migrationDatabaseUrl),
  };
}

/** What killed test runs left behind, their servers included. */
async function discardAbandoned(): Promise<void> {
  const candidates = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const dataDir of candidates.map((name) => join(tmpdir(), name))) {
    const stats = statSync(dataDir, { throwIfNoEntry: false });
    const isMine = stats?.uid === process.getuid?.();
    if (stats && isMine && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS) await discardEmbeddedPostgres(dataDir);
  }
}
