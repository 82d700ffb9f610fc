import { test as base } from "vitest";
import { anonymousSource } from "#tests/db/people.ts";
import { Client, type Headers } from "#tests/http/client.ts";
import { remote } from "#tests/servers/control.ts";
import type { Server } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";
import { CLIENT_ADDRESS, type Deployment } from "./launcher.ts";
import type { Pooler } from "./pooler.ts";

/** The deployment that all tests share, and the pooler that it reaches its database through. */
export type DeploymentControl = Pick<Deployment, "isFrozen" | "endFunctions"> &
  Readonly<{
    /** As tests reach it: with the database's own address. */
    server(): Server;
    connections: Pooler["clients"];
  }>;

export const deployment = remote<DeploymentControl>("deployment");

/** Vitest's `test`, at the deployment. */
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

/** A browser at an address that nobody else has. */
export const session = (server: Server, headers: Headers = {}): Client => {
  const { host } = new URL(server.url);
  return new Client(server, { host, [CLIENT_ADDRESS]: String(anonymousSource().address), ...headers });
};
