import { build } from "#bin/build.ts";
import { openSharedServers } from "./shared-servers.ts";

/** Builds the servers and starts what tests share. */
export default async function setup(): Promise<() => Promise<void>> {
  await build();
  return openSharedServers();
}
