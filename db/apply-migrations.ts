import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";

export { migrateQueue } from "./worker.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

export const applyOwnMigrations = (connection: postgres.Sql): Promise<void> =>
  migrate(drizzle(connection), { migrationsFolder: MIGRATIONS });
