import { closeDatabase } from "#db/client.ts";
import { migrateDatabase, reachDatabase } from "./database.ts";
import { loadEnvironment } from "./environment.ts";
import { report } from "./failure.ts";
import { stopOnSignals } from "./shutdown.ts";

/** Runs one command against the database, and ends the process: with 1 when it fails. */
export async function runCommand(name: string, work: () => Promise<void>): Promise<never> {
  const shutdown = stopOnSignals();
  let code = 0;
  try {
    loadEnvironment();
    const database = await reachDatabase(name);
    shutdown.later(database.stop);
    await migrateDatabase();
    shutdown.later(closeDatabase);
    await work();
  } catch (error) {
    if (!shutdown.isStopping()) report(error);
    code = 1;
  }
  await shutdown.unwind();
  process.exit(code);
}

/** Ends the process because the command was called in a way it doesn't understand. */
export function misuse(usage: string): never {
  console.error(usage);
  process.exit(2);
}
