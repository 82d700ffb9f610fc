import { once } from "node:events";
import { createServer } from "node:net";
import type { ReadyAccount } from "#lib/accounts/hand-over.ts";
import { config } from "#lib/config.ts";
import { serve } from "#server/serve.ts";
import { buildWhenStale } from "./build.ts";
import { migrateDatabase, startDatabase } from "./database.ts";
import { loadEnvironment } from "./environment.ts";
import { Failure, reason, report } from "./failure.ts";
import { firstSignIn } from "./first-sign-in.ts";
import { stopOnSignals } from "./shutdown.ts";

type Options = Readonly<{
  dev: boolean;
  /** Called once all of the server is loaded, and nothing of the pages. */
  onLoaded?: () => void;
}>;

/** Runs Gatehouse until it is told to stop; ends the process with 1 when it cannot start. */
export async function run({ dev, onLoaded }: Options): Promise<void> {
  const shutdown = stopOnSignals();
  // Whoever reads what is printed here may go away: that ends nothing, and is not worth printing.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    loadEnvironment();
    Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" });

    const database = await startDatabase();
    shutdown.later(database.stop);
    await assertPortIsFree();
    if (!dev) await buildWhenStale((build) => shutdown.later(() => void build.kill()));

    const data = prepareData();
    try {
      const server = await serve({ dev, dataReady: data.then(onLoaded) }).catch(explainPort);
      shutdown.later(server.close);
      console.log(`Gatehouse is running at ${config().appUrl.origin} (Ctrl-C stops it).`);
    } finally {
      const administrator = await data.catch(() => undefined);
      if (administrator) console.log(firstSignIn(administrator));
    }
  } catch (error) {
    // What breaks because it is being stopped is not worth a word.
    if (shutdown.isStopping()) return;
    report(error);
    await shutdown.unwind();
    process.exit(1);
  }
}

/** Brings the data up to date, and returns the first administrator when there was no account yet. */
async function prepareData(): Promise<ReadyAccount | undefined> {
  const { hasAccounts } = await migrateDatabase();
  return hasAccounts ? undefined : (await import("./first-administrator.ts")).firstAdministrator();
}

/** Found out before the pages are built, because a server that is running reads the build it was started with. */
async function assertPortIsFree(): Promise<void> {
  const probe = createServer().listen(config().port);
  await once(probe, "listening").catch(explainPort);
  probe.close();
  await once(probe, "close");
}

function explainPort(error: unknown): never {
  const { port } = config();
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    throw new Failure(`Port ${port} is in use. Stop what is using it, or set PORT to another one.`);
  }
  if (code === "EACCES") {
    throw new Failure(`Port ${port} may not be used by this user (${reason(error)}). Set PORT to one above 1023.`);
  }
  throw error;
}
