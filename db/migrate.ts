import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { migrateQueue } from "./worker.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

/** Any constant that nothing else in this database uses as an advisory lock. */
const MIGRATION_LOCK = 7_301_001;

const QUEUE_POLICY = "gatehouse_works_the_queue";

/**
 * Brings the schema up to date; of several starting servers one migrates and the others wait for it.
 * @param migrationDatabaseUrl the role that owns the schema
 * @param databaseUrl the role the product runs as, granted rows but no right to change tables or rewrite history
 */
export async function migrate(migrationDatabaseUrl: string, databaseUrl: string): Promise<void> {
  const connection = postgres(migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  try {
    await connection`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    await connection`SET statement_timeout = 0`;
    await connection`SET lock_timeout = '10s'`;
    await applyMigrations(drizzle(connection), { migrationsFolder: MIGRATIONS });
    await migrateQueue(migrationDatabaseUrl);
    await limitStatements(connection);
    await grantTo(connection, new URL(databaseUrl).username, new URL(migrationDatabaseUrl).username);
  } finally {
    await connection.end();
  }
}

/**
 * Nothing the product asks takes seconds, and nothing may wait for ever. Kept with the database, because poolers do not
 * pass such settings on; where the role does not own the database, its operator sets them.
 */
async function limitStatements(connection: postgres.Sql): Promise<void> {
  const [{ name, owned }] = await connection<[{ name: string; owned: boolean }]>`
    SELECT datname AS name, pg_has_role(datdba, 'USAGE') AS owned FROM pg_database WHERE datname = current_database()`;
  if (!owned) return;
  const database = connection(name);
  await connection`ALTER DATABASE ${database} SET statement_timeout = '10s'`;
  await connection`ALTER DATABASE ${database} SET lock_timeout = '5s'`;
  await connection`ALTER DATABASE ${database} SET idle_in_transaction_session_timeout = '15s'`;
}

/** With a single role there is nobody to grant to, and the trigger alone keeps history as it was. */
async function grantTo(connection: postgres.Sql, role: string, owner: string): Promise<void> {
  if (role === owner) return;
  const name = connection(decodeURIComponent(role));
  await connection`GRANT USAGE ON SCHEMA public TO ${name}`;
  await connection`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`;
  await connection`REVOKE UPDATE, DELETE ON audit_events FROM ${name}`;
  await connection`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`;
  await grantQueueTo(connection, name);
}

/** The queue's tables show their rows to their owner alone, unless a policy lets others in who have the right to them. */
async function grantQueueTo(connection: postgres.Sql, name: postgres.Helper<string>): Promise<void> {
  await connection`GRANT USAGE ON SCHEMA graphile_worker TO ${name}`;
  await connection`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${name}`;
  await connection`REVOKE INSERT, UPDATE, DELETE ON graphile_worker.migrations FROM ${name}`;
  await connection`GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${name}`;
  const guarded = await connection<{ table: string }[]>`
    SELECT relname AS table FROM pg_class
    WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = ${QUEUE_POLICY})`;
  for (const { table } of guarded) {
    await connection`
      CREATE POLICY ${connection(QUEUE_POLICY)} ON graphile_worker.${connection(table)} USING (true) WITH CHECK (true)`;
  }
}
