import { randomBytes } from "node:crypto";
import { afterAll, inject } from "vitest";
import { closeDatabase } from "#db/client.ts";
import { completeEnvironment } from "#lib/config.ts";
import { copyDatabase } from "#tests/cluster.ts";

const addresses = await copyDatabase(inject("template"), `test_${randomBytes(6).toString("hex")}`);

completeEnvironment({
  DATABASE_URL: addresses.databaseUrl,
  MIGRATION_DATABASE_URL: addresses.migrationDatabaseUrl,
  AUTH_SECRET: randomBytes(33).toString("base64"),
  BCRYPT_COST: "10",
});

afterAll(closeDatabase);
