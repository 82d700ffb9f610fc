import postgres from "postgres";
import { OperatorError } from "#lib/operator-error.ts";
import manifest from "../package.json" with { type: "json" };
import journal from "./migrations/meta/_journal.json" with { type: "json" };

/** Any constant that nothing else in this database uses as an advisory lock. */
const MIGRATION_LOCK = 7_301_001;

const QUEUE_POLICY = "gatehouse_works_the_queue";
/** Noted with the queue's schema once its tables are those of this version. */
const QUEUE_VERSION = manifest.dependencies["graphile-worker"];

/**
 * Brings the schema up to date; of several starting servers one migrates and the others wait for it.
 * @param migrationDatabaseUrl the role that owns the schema
 * @param databaseUrl the role the product runs as, granted rows but no right to change tables or rewrite history, of
 *   which a trigger keeps all but old events about no account
 * @returns whether there is any account yet
 * @throws OperatorError when the database cannot be reached, or when its schema has to be changed and cannot be
 */
export async function migrate(migrationDatabaseUrl: string, databaseUrl: string): Promise<{ hasAccounts: boolean }> {
  try {
    return await migrateWithin(migrationDatabaseUrl, databaseUrl);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    // Drizzle's message is the statement, and why it failed its cause. A refused connection has no message of its own.
    const { cause = error } = error as { cause?: unknown };
    const { message, code } = cause as { message?: string; code?: string };
    const reason = message || code || String(error);
    throw new OperatorError(`The database could not be reached or prepared: ${reason}`, { cause: error });
  }
}

async function migrateWithin(migrationDatabaseUrl: string, databaseUrl: string): Promise<{ hasAccounts: boolean }> {
  const connection = postgres(migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  try {
    // The limits that the database has by itself would also end the wait for a server that is migrating.
    await connection`SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)`;
    await connection`SELECT pg_advisory_lock(${MIGRATION_LOCK}), set_config('lock_timeout', '10s', false)`;
    if (!(await isUpToDate(connection))) {
      await assertMayMigrate(connection);
      await applyMigrations(connection, migrationDatabaseUrl);
    }
    await connection.begin(async (transaction) => {
      await limitStatements(transaction);
      await grantTo(transaction, new URL(databaseUrl).username, new URL(migrationDatabaseUrl).username);
    });
    const [{ found }] = await connection<[{ found: boolean }]>`SELECT EXISTS (SELECT FROM accounts) AS found`;
    return { hasAccounts: found };
  } finally {
    await connection.end();
  }
}

/** Found out by one query, because most starts have nothing to migrate and what migrates takes a while to load. */
async function isUpToDate(connection: postgres.Sql): Promise<boolean> {
  const newest = Math.max(...journal.entries.map(({ when }) => when));
  try {
    const [noted] = await connection<{ applied: string | null; queue: string | null }[]>`
      SELECT (SELECT max(created_at) FROM drizzle.__drizzle_migrations) AS applied,
        obj_description('graphile_worker'::regnamespace, 'pg_namespace') AS queue`;
    return Number(noted?.applied) >= newest && noted?.queue === QUEUE_VERSION;
  } catch (error) {
    // Nothing is there yet, or what is there was migrated by a version that showed it to its owner alone.
    if (error instanceof postgres.PostgresError && /^(42P01|3F000|42501)$/.test(error.code)) return false;
    throw error;
  }
}

/** Migrations create their schemas unless they are there, for which PostgreSQL asks this right in both cases. */
async function assertMayMigrate(connection: postgres.Sql): Promise<void> {
  const [{ role, allowed }] = await connection<[{ role: string; allowed: boolean }]>`
    SELECT current_user AS role, has_database_privilege(current_database(), 'CREATE') AS allowed`;
  if (allowed) return;
  throw new OperatorError(
    `The schema is not that of this version of Gatehouse, and the role ${role} may not change it. ` +
      "Migrate with the role that owns the database (MIGRATION_DATABASE_URL).",
  );
}

async function applyMigrations(connection: postgres.Sql, migrationDatabaseUrl: string): Promise<void> {
  const { applyOwnMigrations, migrateQueue } = await import("./apply-migrations.ts");
  await applyOwnMigrations(connection);
  await migrateQueue(migrationDatabaseUrl);
  await connection.unsafe(`COMMENT ON SCHEMA graphile_worker IS '${QUEUE_VERSION}'`);
}

/**
 * Nothing the product asks takes seconds, and nothing may wait for ever. Kept with the database, because poolers do not
 * pass such settings on; where the role does not own the database, its operator sets them.
 */
async function limitStatements(connection: postgres.TransactionSql): Promise<void> {
  const [{ name, owned }] = await connection<[{ name: string; owned: boolean }]>`
    SELECT datname AS name, pg_has_role(datdba, 'USAGE') AS owned FROM pg_database WHERE datname = current_database()`;
  if (!owned) return;
  const database = connection(name);
  await connection`ALTER DATABASE ${database} SET statement_timeout = '10s'`;
  await connection`ALTER DATABASE ${database} SET lock_timeout = '3s'`;
  await connection`ALTER DATABASE ${database} SET idle_in_transaction_session_timeout = '15s'`;
}

/** With a single role there is nobody to grant to, and the trigger alone keeps history as it was. */
async function grantTo(connection: postgres.TransactionSql, role: string, owner: string): Promise<void> {
  if (role === owner) return;
  const name = connection(decodeURIComponent(role));
  await connection`GRANT USAGE ON SCHEMA public TO ${name}`;
  await connection`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`;
  await connection`REVOKE UPDATE ON audit_events FROM ${name}`;
  await connection`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`;
  // By itself it can then start on a schema that is up to date.
  await connection`GRANT USAGE ON SCHEMA drizzle TO ${name}`;
  await connection`GRANT SELECT ON drizzle.__drizzle_migrations TO ${name}`;
  await grantQueueTo(connection, name);
}

/** The queue's tables show their rows to their owner alone, unless a policy lets others in who have the right to them. */
async function grantQueueTo(connection: postgres.TransactionSql, name: postgres.Helper<string>): Promise<void> {
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
