import { expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { config } from "#lib/config.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount } from "./people.ts";

const migrateAgain = () => migrate(String(config().migrationDatabaseUrl), String(config().databaseUrl));

const queueVersion = async () => {
  const [noted] = await asOwner`SELECT obj_description('graphile_worker'::regnamespace, 'pg_namespace') AS version`;
  return noted?.version;
};

test("a migrated database gets its grants and limits back", async () => {
  const database = new URL(String(config().databaseUrl));
  const [name, role] = [database.pathname.slice(1), database.username];
  await asOwner`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${asOwner(role)}`;
  await asOwner`ALTER DATABASE ${asOwner(name)} RESET ALL`;
  await expect(onTheSide`SELECT FROM accounts`).rejects.toThrow("permission denied");

  await migrateAgain();
  await expect(onTheSide`SELECT FROM accounts`).resolves.toBeDefined();
  const [limits] = await asOwner`SELECT setconfig FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = ${name})`;
  expect(limits?.setconfig).toContain("statement_timeout=10s");
});

test("the queue is migrated when its version is another one", async () => {
  const current = await queueVersion();
  await asOwner`COMMENT ON SCHEMA graphile_worker IS '0.0.1'`;
  await migrateAgain();
  expect(await queueVersion()).toBe(current);
});

test("a migration that is not noted is applied", async () => {
  const [newest] = await asOwner`DELETE FROM drizzle.__drizzle_migrations
    WHERE created_at = (SELECT max(created_at) FROM drizzle.__drizzle_migrations) RETURNING *`;
  // Its tables or columns are there already, and the transaction of the migration ends with that.
  const code = expect.stringMatching(/^(42P07|42701)$/);
  await expect(migrateAgain()).rejects.toMatchObject({ cause: { cause: { code } } });
  await asOwner`INSERT INTO drizzle.__drizzle_migrations ${asOwner({ ...newest })}`;
});

test("migrating tells whether there is an account", async () => {
  await asOwner`TRUNCATE accounts CASCADE`;
  expect(await migrateAgain()).toEqual({ hasAccounts: false });
  await activeAccount();
  expect(await migrateAgain()).toEqual({ hasAccounts: true });
});
