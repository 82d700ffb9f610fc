import { build } from "#bin/build.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { openSharedServers } from "#tests/servers/shared-servers.ts";

/** Builds the servers and starts a database server for a measurement. */
export async function withServers(measure: () => Promise<void>): Promise<void> {
  provideDatabaseEnvironment();
  await build();
  const close = await openSharedServers();
  try {
    await measure();
  } finally {
    await close();
  }
}
