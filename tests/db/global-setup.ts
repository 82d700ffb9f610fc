import { openSharedServers } from "#tests/servers/shared-servers.ts";

export default openSharedServers;
