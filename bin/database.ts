import { findOrStartEmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { waitForDatabase } from "#db/wait-for-database.ts";
import { completeEnvironment, config } from "#lib/config/index.ts";
import { print } from "./process-output.ts";

type Stoppable = Readonly<{ stop(): Promise<void> }>;

/** Starts the embedded database unless DATABASE_URL is set. @throws EmbeddedPostgresError if it is in use or broken */
export const startDatabase = () => provide(startEmbeddedPostgres, config().appUrl.origin);

/** The same for a command, which shares the embedded database with a running server. */
export const reachDatabase = (command: string) => provide(findOrStartEmbeddedPostgres, command);

async function provide(start: typeof startEmbeddedPostgres, label: string): Promise<Stoppable> {
  const { databaseUrl, dataDir, authSecrets } = config();
  if (databaseUrl) return { async stop() {} };
  const { authSecret, stop, ...addresses } = await start({ dataDir, label });
  completeEnvironment({
    DATABASE_URL: addresses.databaseUrl,
    MIGRATION_DATABASE_URL: addresses.migrationDatabaseUrl,
    ...(authSecrets.length === 0 && { AUTH_SECRET: authSecret }),
  });
  return { stop };
}

/** @param waitMs how long to wait for the database to accept connections */
export async function migrateDatabase(waitMs: number): ReturnType<typeof migrate> {
  const { databaseUrl, migrationDatabaseUrl } = config();
  if (!databaseUrl || !migrationDatabaseUrl) throw new Error("The database has not been started yet.");
  await waitForDatabase(migrationDatabaseUrl, waitMs, (reason) =>
    print(`Waiting up to ${waitMs / 1000} s for the database (${reason}) …`),
  );
  return migrate(migrationDatabaseUrl, databaseUrl);
}
