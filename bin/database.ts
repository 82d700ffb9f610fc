import { reachEmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { completeEnvironment, config } from "#lib/config.ts";
import { OperatorError } from "#lib/operator-error.ts";

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

/**
 * Brings the database's schema up to date.
 * @returns whether there is any account yet
 * @throws OperatorError when the database cannot be reached, or the schema not be changed.
 */
export async function migrateDatabase(): Promise<{ hasAccounts: boolean }> {
  const { databaseUrl, migrationDatabaseUrl } = config();
  if (!databaseUrl || !migrationDatabaseUrl) throw new Error("The database has not been started yet.");
  try {
    return await migrate(migrationDatabaseUrl, databaseUrl);
  } catch (error) {
    throw new OperatorError(`The database could not be reached or prepared: ${reason(error)}`, { cause: error });
  }
}

/** What an error of the network or the database says of itself. */
function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
