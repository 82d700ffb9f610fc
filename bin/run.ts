import type { ProvisionedAccount } from "#lib/accounts/create-account.ts";
import { config } from "#lib/config/index.ts";
import { assertPortIsFree } from "#server/port.ts";
import { serve } from "#server/serve.ts";
import { buildPages } from "./build.ts";
import { migrateDatabase, startDatabase } from "./database.ts";
import { loadEnvironment } from "./environment.ts";
import { CHECKOUT, type Installation } from "./installation.ts";
import { print, printFramed, redirectOutputToLog, reportError } from "./process-output.ts";
import { stopOnSignals } from "./shutdown.ts";
import { firstAdministratorDetails } from "./sign-in-details.ts";

type Options = Readonly<{
  dev: boolean;
  installation?: Installation;
  /** Called when the server is loaded, before the pages are. */
  onLoaded?: () => void;
}>;

/** Runs Gatehouse until it receives a signal. Exits with code 1 if it cannot start. */
export async function run({ dev, installation = CHECKOUT, onLoaded }: Options): Promise<void> {
  if (!dev) redirectOutputToLog();
  const { signal, onShutdown, shutDown } = stopOnSignals();
  // The reader of the output may close the pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    loadEnvironment(installation.needs);
    Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" });

    const database = await startDatabase();
    onShutdown(database.stop);
    // Before the build, which would replace the files of a running server.
    await assertPortIsFree(config().port);
    if (!dev && installation.buildsPages) await buildPages(signal);

    const data = prepareData(installation);
    try {
      const server = await serve({ dev, dataReady: data.then(onLoaded) });
      onShutdown(server.close);
      print(`Gatehouse is running at ${config().appUrl.origin} (press Ctrl+C to stop).`);
    } finally {
      const administrator = await data.catch(() => undefined);
      if (administrator) printFramed(firstAdministratorDetails(administrator));
    }
  } catch (error) {
    if (signal.aborted) return;
    reportError(error);
    await shutDown();
    process.exit(1);
  }
}

/** Migrates the database and creates the first administrator if there is no account. */
async function prepareData({ databaseWaitMs }: Installation): Promise<ProvisionedAccount | undefined> {
  const { hasAccounts } = await migrateDatabase(databaseWaitMs);
  if (hasAccounts) return undefined;
  const { createFirstAdministrator } = await import("#lib/accounts/create-first-administrator.ts");
  const { closeDatabase } = await import("#db/client.ts");
  return createFirstAdministrator().finally(closeDatabase);
}
