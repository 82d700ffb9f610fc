import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { deleteEmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
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
const FAST = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
  max_connections: "200",
  // Tests recognize waiting queries by any part of their text.
  track_activity_query_size: "16kB",
};

const MEMORY = "/dev/shm";
const ROOM_BYTES = 2 * 1024 ** 3;

/** Starts a real PostgreSQL in a temporary directory, with a migrated database to copy. `stop` removes it all. */
export async function startCluster(): Promise<Cluster> {
  for (const parent of [tmpdir(), MEMORY].filter(existsSync)) await discardAbandoned(parent);
  const dataDir = mkdtempSync(join(parentDirectory(), PREFIX));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, label: "tests", settings: FAST });
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
    await sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(original)} STRATEGY file_copy`;
  } finally {
    await sql.end();
  }
  const renamed = (url: string) => url.replace(/[^/]+$/, name);
  return {
    databaseUrl: renamed(template.databaseUrl),
    migrationDatabaseUrl: renamed(template.migrationDatabaseUrl),
  };
}

/** In memory where it fits, since even what is not waited for is written to a disk in the end. */
function parentDirectory(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
}

/** What killed test runs left behind, their servers included. */
async function discardAbandoned(parent: string): Promise<void> {
  const candidates = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
  for (const dataDir of candidates.map((name) => join(parent, name))) {
    const stats = statSync(dataDir, { throwIfNoEntry: false });
    const isMine = stats?.uid === process.getuid?.();
    if (stats && isMine && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS) await deleteEmbeddedPostgres(dataDir);
  }
}
