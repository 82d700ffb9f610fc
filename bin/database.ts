import { reachEmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { completeEnvironment, config } from "#lib/config.ts";

type Stoppable = Readonly<{ stop(): Promise<void> }>;

/**
 * Starts the embedded database and points the configuration at it, unless the operator has one.
 * @throws EmbeddedPostgresError when it is in use, or cannot be used.
 */
export const startDatabase = () => provide(startEmbeddedPostgres, config().appUrl.origin);

/** The same for a command, which shares the embedded database with a server that is running. */
export const reachDatabase = (command: string) => provide(reachEmbeddedPostgres, command);

async function provide(start: typeof startEmbeddedPostgres, holder: string): Promise<Stoppable> {
  const { databaseUrl, dataDir, authSecrets } = config();
  if (databaseUrl) return { async stop() {} };
  const { authSecret, stop, ...addresses } = await start({ dataDir, holder });
  completeEnvironment({
    DATABASE_URL: addresses.databaseUrl,
    MIGRATION_DATABASE_URL: addresses.migrationDatabaseUrl,
    ...(authSecrets.length === 0 && { AUTH_SECRET: authSecret }),
  });
  return { stop };
}

/** {@link migrate} for the database that was started. */
export function migrateDatabase(): ReturnType<typeof migrate> {
  const { databaseUrl, migrationDatabaseUrl } = config();
  if (!databaseUrl || !migrationDatabaseUrl) throw new Error("The database has not been started yet.");
  return migrate(migrationDatabaseUrl, databaseUrl);
}
