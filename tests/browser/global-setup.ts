import { openSharedServers } from "#tests/servers/shared-servers.ts";
import { buildWhenStale } from "../../bin/build.ts";

export default async function setup(): Promise<() => Promise<void>> {
  await buildWhenStale();
  return openSharedServers();
}
