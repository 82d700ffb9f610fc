import { closeDatabase } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { config, loadConfig } from "#lib/config/index.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { firstSignIn } from "./first-sign-in.ts";
import { tell, tellFramed } from "./process-output.ts";
import { report } from "./report.ts";

/** Does what a start does elsewhere, in the build of a deployment that starts no process of ours. */
async function prepareDeployment(): Promise<void> {
  checkEnvironment();
  provideDatabaseEnvironment();
  const { databaseUrl = "", migrationDatabaseUrl = databaseUrl } = config();
  const { hasAccounts } = await migrate(migrationDatabaseUrl, databaseUrl);
  tell("The database is up to date.");
  if (hasAccounts) return;
  // A generated password would be shown to everybody who may read the log of a build.
  loadConfig({ database: true, administrator: true });
  const administrator = await createFirstAdministrator().finally(closeDatabase);
  if (administrator) tellFramed(firstSignIn(administrator));
}

/** @throws ConfigError with everything that may be missing, where anything is */
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
  report(error);
  process.exitCode = 1;
}
