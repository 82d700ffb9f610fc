import { closeDatabase } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { config, loadConfig } from "#lib/config/index.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { print, printFramed, reportError } from "./process-output.ts";
import { firstAdministratorDetails } from "./sign-in-details.ts";

/** Migrates the database and creates the first administrator during a build, for platforms without a start of ours. */
async function prepareDeployment(): Promise<void> {
  checkEnvironment();
  provideDatabaseEnvironment();
  const { databaseUrl = "", migrationDatabaseUrl = databaseUrl } = config();
  const { hasAccounts } = await migrate(migrationDatabaseUrl, databaseUrl);
  print("The database is up to date.");
  if (hasAccounts) return;
  // A generated password would be visible to everyone who can read the build log.
  loadConfig({ database: true, administrator: true });
  const administrator = await createFirstAdministrator().finally(closeDatabase);
  if (administrator) printFramed(firstAdministratorDetails(administrator));
}

/** @throws ConfigError that also lists the settings of the first administrator, if anything else is missing */
function checkEnvironment(): void {
  try {
    loadConfig({ database: true });
  } catch {
    loadConfig({ database: true, administrator: true });
  }
}

try {
  await prepareDeployment();
} catch (error) {
  reportError(error);
  process.exitCode = 1;
}
