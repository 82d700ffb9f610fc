import { build } from "#bin/build.ts";
import { openSharedServers } from "./shared-servers.ts";

/** For the tests that start servers: builds what these run, and opens what they share. */
export default async function setup(): Promise<() => Promise<void>> {
  await build();
  return openSharedServers();
}
