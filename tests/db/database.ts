import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { log } from "#lib/logging/log.ts";
import { copyDatabase } from "#tests/cluster.ts";
import { testRun } from "#tests/servers/test-run.ts";
import { closeSideConnections } from "./owner.ts";

// The test file before, in the same process, may have left connections to another database open.
await closeDatabase();
const before = { ...process.env } as Record<string, string>;
const addresses = await copyDatabase(testRun().template, `test_${randomBytes(6).toString("hex")}`);

completeEnvironment({
  DATABASE_URL: addresses.databaseUrl,
  MIGRATION_DATABASE_URL: addresses.migrationDatabaseUrl,
  AUTH_SECRET: testRun().authSecret,
  INSECURE_FAST_SIGN_IN: "true",
});

log.level = "silent";

/** The next file of this process begins with an environment and a database of its own. */
afterAll(async () => {
  await closeDatabase();
  await closeSideConnections();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  completeEnvironment(before);
});
