import { closeDatabase } from "#db/client.ts";
import { migrateDatabase, reachDatabase } from "./database.ts";
import { loadEnvironment } from "./environment.ts";
import { CHECKOUT, type Installation } from "./installation.ts";
import { reportError } from "./process-output.ts";
import { stopOnSignals } from "./shutdown.ts";

/** Runs a command with a database and exits, with code 1 if it fails. */
export async function runCommand(
  name: string,
  work: () => Promise<void>,
  { needs, databaseWaitMs }: Installation = CHECKOUT,
): Promise<never> {
  const { signal, onShutdown, shutDown } = stopOnSignals();
  let code = 0;
  try {
    loadEnvironment(needs);
    const database = await reachDatabase(name);
    onShutdown(database.stop);
    await migrateDatabase(databaseWaitMs);
    onShutdown(closeDatabase);
    await work();
  } catch (error) {
    if (!signal.aborted) reportError(error);
    code = 1;
  }
  await shutDown();
  process.exit(code);
}

export function usageError(usage: string): never {
  console.error(`Usage: ${usage}`);
  process.exit(2);
}
