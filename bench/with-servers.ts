import { build } from "#bin/build.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { openSharedServers } from "#tests/servers/shared-servers.ts";

/** Measures on servers that are built from the sources as they are, on a database server of their own. */
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
