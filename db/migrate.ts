import postgres from "postgres";
import manifest from "../package.json" with { type: "json" };
import journal from "./migrations/meta/_journal.json" with { type: "json" };
import { OperatorError } from "./operator-error.ts";

const MIGRATION_LOCK = 7_301_001;

const QUEUE_POLICY = "gatehouse_queue_access";
/** The comment of the queue's schema once its tables are migrated. */
const QUEUE_VERSION = manifest.dependencies["graphile-worker"];

/**
 * Of several servers that start, one migrates and the others wait for it.
 * @param databaseUrl of the role that gets access to rows, but must not change tables or audit events
 * @throws OperatorError when the database cannot be reached or migrated
 */
export async function migrate(migrationDatabaseUrl: string, databaseUrl: string): Promise<{ hasAccounts: boolean }> {
  try {
    return await migrateAndGrant(migrationDatabaseUrl, databaseUrl);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    // Drizzle's message is the statement, and its cause the reason. A refused connection has only a code.
    const { cause = error } = error as { cause?: unknown };
    const { message, code } = cause as { message?: string; code?: string };
    const reason = message || code || String(error);
    throw new OperatorError(`The database could not be reached or prepared: ${reason}`, { cause: error });
  }
}

async function migrateAndGrant(migrationDatabaseUrl: string, databaseUrl: string): Promise<{ hasAccounts: boolean }> {
  const connection = postgres(migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  try {
    // The database's default limits would also end the wait for another server's migration.
    await connection`SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)`;
    await connection`SELECT pg_advisory_lock(${MIGRATION_LOCK}), set_config('lock_timeout', '10s', false)`;
    if (!(await isUpToDate(connection))) {
      await assertCanMigrate(connection);
      await applyMigrations(connection, migrationDatabaseUrl);
    }
    await connection.begin(async (transaction) => {
      await limitStatements(transaction);
      await grantTo(transaction, new URL(databaseUrl).username, new URL(migrationDatabaseUrl).username);
    });
    const [{ exists }] = await connection<[{ exists: boolean }]>`SELECT EXISTS (SELECT FROM accounts)`;
    return { hasAccounts: exists };
  } finally {
    await connection.end();
  }
}

/** A single query, because most starts have nothing to migrate, and the migrators take a while to load. */
async function isUpToDate(connection: postgres.Sql): Promise<boolean> {
  const newest = Math.max(...journal.entries.map(({ when }) => when));
  try {
    const [installed] = await connection<{ applied: string | null; queue: string | null }[]>`
      SELECT (SELECT max(created_at) FROM drizzle.__drizzle_migrations) AS applied,
        obj_description('graphile_worker'::regnamespace, 'pg_namespace') AS queue`;
    return Number(installed?.applied) >= newest && installed?.queue === QUEUE_VERSION;
  } catch (error) {
    // The tables do not exist yet, or were created by a version that gave only their owner access.
    if (error instanceof postgres.PostgresError && /^(42P01|3F000|42501)$/.test(error.code)) return false;
    throw error;
  }
}

/** `CREATE SCHEMA IF NOT EXISTS` needs this privilege even when the schema exists. */
async function assertCanMigrate(connection: postgres.Sql): Promise<void> {
  const [{ role, allowed }] = await connection<[{ role: string; allowed: boolean }]>`
    SELECT current_user AS role, has_database_privilege(current_database(), 'CREATE') AS allowed`;
  if (allowed) return;
  throw new OperatorError(
    `The database schema does not match this version of Gatehouse, and the role ${role} may not change it. ` +
      "Migrate as the owner of the database (MIGRATION_DATABASE_URL).",
  );
}

async function applyMigrations(connection: postgres.Sql, migrationDatabaseUrl: string): Promise<void> {
  const { applyOwnMigrations, migrateQueue } = await import("./apply-migrations.ts");
  await applyOwnMigrations(connection);
  await migrateQueue(migrationDatabaseUrl);
  await connection.unsafe(`COMMENT ON SCHEMA graphile_worker IS '${QUEUE_VERSION}'`);
}

/** On the database, because poolers do not pass on settings of a session. Its operator sets them if the role cannot. */
async function limitStatements(connection: postgres.TransactionSql): Promise<void> {
  const [{ name, owned }] = await connection<[{ name: string; owned: boolean }]>`
    SELECT datname AS name, pg_has_role(datdba, 'USAGE') AS owned FROM pg_database WHERE datname = current_database()`;
  if (!owned) return;
  const database = connection(name);
  await connection`ALTER DATABASE ${database} SET statement_timeout = '10s'`;
  await connection`ALTER DATABASE ${database} SET lock_timeout = '3s'`;
  await connection`ALTER DATABASE ${database} SET idle_in_transaction_session_timeout = '15s'`;
}

/** With a single role there is nothing to grant, and only the triggers protect audit events. */
async function grantTo(connection: postgres.TransactionSql, role: string, owner: string): Promise<void> {
  if (role === owner) return;
  const name = connection(decodeURIComponent(role));
  await connection`GRANT USAGE ON SCHEMA public TO ${name}`;
  await connection`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`;
  await connection`REVOKE UPDATE ON audit_events FROM ${name}`;
  await connection`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`;
  // So that a server with this role alone can check that the schema is up to date.
  await connection`GRANT USAGE ON SCHEMA drizzle TO ${name}`;
  await connection`GRANT SELECT ON drizzle.__drizzle_migrations TO ${name}`;
  await grantQueueTo(connection, name);
}

/** The queue's tables have row-level security, so that grants alone give no access to their rows. */
async function grantQueueTo(connection: postgres.TransactionSql, name: postgres.Helper<string>): Promise<void> {
  await connection`GRANT USAGE ON SCHEMA graphile_worker TO ${name}`;
  await connection`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${name}`;
  await connection`REVOKE INSERT, UPDATE, DELETE ON graphile_worker.migrations FROM ${name}`;
  await connection`GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${name}`;
  const withoutPolicy = await connection<{ table: string }[]>`
    SELECT relname AS table FROM pg_class
    WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = ${QUEUE_POLICY})`;
  for (const { table } of withoutPolicy) {
    await connection`
      CREATE POLICY ${connection(QUEUE_POLICY)} ON graphile_worker.${connection(table)} USING (true) WITH CHECK (true)`;
  }
}
