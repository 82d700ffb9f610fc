import type { ProvisionedAccount } from "#lib/accounts/create-account.ts";
import { config } from "#lib/config/index.ts";
import { assertPortIsFree } from "#server/port.ts";
import { serve } from "#server/serve.ts";
import { buildPages } from "./build.ts";
import { migrateDatabase, startDatabase } from "./database.ts";
import { loadEnvironment } from "./environment.ts";
import { firstSignIn } from "./first-sign-in.ts";
import { CHECKOUT, type Installation } from "./installation.ts";
import { logWhatIsPrinted, tell, tellFramed } from "./process-output.ts";
import { report } from "./report.ts";
import { stopOnSignals } from "./shutdown.ts";

type Options = Readonly<{
  dev: boolean;
  installation?: Installation;
  /** Called once all of the server is loaded, and nothing of the pages. */
  onLoaded?: () => void;
}>;

/** Runs Gatehouse until it is told to stop; ends the process with 1 when it cannot start. */
export async function run({ dev, installation = CHECKOUT, onLoaded }: Options): Promise<void> {
  if (!dev) logWhatIsPrinted();
  const { signal, onShutdown, shutDown } = stopOnSignals();
  // Whoever reads what is printed here may go away: that ends nothing, and is not worth printing.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    loadEnvironment(installation.needs);
    Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" });

    const database = await startDatabase();
    onShutdown(database.stop);
    // Before the pages are built, because a server that is running reads the build it was started with.
    await assertPortIsFree(config().port);
    if (!dev && installation.buildsPages) await buildPages(signal);

    const data = prepareData(installation);
    try {
      const server = await serve({ dev, dataReady: data.then(onLoaded) });
      onShutdown(server.close);
      tell(`Gatehouse is running at ${config().appUrl.origin} (Ctrl-C stops it).`);
    } finally {
      const administrator = await data.catch(() => undefined);
      if (administrator) tellFramed(firstSignIn(administrator));
    }
  } catch (error) {
    // What breaks because it is being stopped is not worth a word.
    if (signal.aborted) return;
    report(error);
    await shutDown();
    process.exit(1);
  }
}

/** Brings the data up to date, and returns the first administrator when there was no account yet. */
async function prepareData({ databaseWaitMs }: Installation): Promise<ProvisionedAccount | undefined> {
  const { hasAccounts } = await migrateDatabase(databaseWaitMs);
  if (hasAccounts) return undefined;
  const { createFirstAdministrator } = await import("#lib/accounts/create-first-administrator.ts");
  const { closeDatabase } = await import("#db/client.ts");
  // The pages have connections of their own.
  return createFirstAdministrator().finally(closeDatabase);
}
