import { test as base } from "vitest";
import type { Server } from "#tests/servers/server.ts";
import type { Mode } from "#tests/servers/shared-servers.ts";
import { useServer } from "#tests/servers/use-server.ts";

/** Vitest's `test`, with the shared server of a mode. */
export const testAt = (mode: Mode) =>
  base.extend<{ server: Server }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of the fixtures off the pattern.
    server: [async ({}, use) => use(await useServer(mode)), { auto: true }],
  });

export const test = testAt("passwords");
