import { test as base } from "vitest";
import { anonymousSource } from "#tests/db/people.ts";
import { Client, type Headers } from "#tests/http/client.ts";
import { remote } from "#tests/servers/control.ts";
import type { Server } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";
import { CLIENT_ADDRESS, type Deployment } from "./launcher.ts";
import type { Pooler } from "./pooler.ts";

/** The shared deployment and its connection pooler. */
export type DeploymentControl = Pick<Deployment, "isFrozen" | "endFunctions"> &
  Readonly<{
    /** With a direct connection to the database. */
    server(): Server;
    connections: Pooler["clients"];
  }>;

export const deployment = remote<DeploymentControl>("deployment");

/** Vitest's `test` with the deployment as `server`. */
export const test = base.extend<{ server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of the fixtures off the pattern.
    async ({}, use) => {
      const server = await deployment.server();
      await useDatabaseOf(server);
      await use(server);
    },
    { auto: true },
  ],
});

/** A client with a unique address. */
export const session = (server: Server, headers: Headers = {}): Client => {
  const { host } = new URL(server.url);
  return new Client(server, { host, [CLIENT_ADDRESS]: String(anonymousSource().address), ...headers });
};
