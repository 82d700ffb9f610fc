import { expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { config } from "#lib/config/index.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount } from "./people.ts";

const migrateAgain = () => migrate(String(config().migrationDatabaseUrl), String(config().databaseUrl));

/** With the product's own role alone, as where another process migrates. */
const startWithoutOwner = () => migrate(String(config().databaseUrl), String(config().databaseUrl));

/** Makes the schema that of an older version while `work` runs. */
async function withoutNewestMigration(work: () => Promise<void>): Promise<void> {
  const [newest] = await asOwner`DELETE FROM drizzle.__drizzle_migrations
    WHERE created_at = (SELECT max(created_at) FROM drizzle.__drizzle_migrations) RETURNING *`;
  try {
    await work();
  } finally {
    await asOwner`INSERT INTO drizzle.__drizzle_migrations ${asOwner({ ...newest })}`;
  }
}

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

test("the queue is migrated when its version changes", async () => {
  const current = await queueVersion();
  await asOwner`COMMENT ON SCHEMA graphile_worker IS '0.0.1'`;
  await migrateAgain();
  expect(await queueVersion()).toBe(current);
});

test("an unrecorded migration is applied", async () => {
  await withoutNewestMigration(async () => {
    // What it creates is there already, and the transaction of the migration ends with that.
    const code = expect.stringMatching(/^(42P07|42701|42723)$/);
    await expect(migrateAgain()).rejects.toMatchObject({
      message: expect.stringContaining("already exists"),
      cause: { cause: { code } },
    });
  });
});

test("a role without schema rights starts on an up-to-date schema", async () => {
  await expect(startWithoutOwner()).resolves.toBeDefined();
});

test("a role without schema rights refuses an older schema", async () => {
  const refusal = "The database schema does not match this version";
  await withoutNewestMigration(() => expect(startWithoutOwner()).rejects.toThrow(refusal));

  // As after a version that let nobody but the owner see what had been applied.
  const role = new URL(String(config().databaseUrl)).username;
  await asOwner`REVOKE USAGE ON SCHEMA drizzle FROM ${asOwner(role)}`;
  await expect(startWithoutOwner()).rejects.toThrow(refusal);
  await migrateAgain();
  await expect(startWithoutOwner()).resolves.toBeDefined();
});

test("a start waits for a concurrent migration, however long it takes", async () => {
  const database = onTheSide(new URL(String(config().databaseUrl)).pathname.slice(1));
  await onTheSide`ALTER ROLE CURRENT_USER IN DATABASE ${database} SET lock_timeout = '300ms'`;
  await onTheSide`ALTER ROLE CURRENT_USER IN DATABASE ${database} SET statement_timeout = '300ms'`;
  const migrating = await asOwner.reserve();
  try {
    await migrating`SELECT pg_advisory_lock(7301001)`;
    const starting = startWithoutOwner();
    const waits = async () => {
      const [waiting] = await asOwner`SELECT FROM pg_locks
        WHERE objid = 7301001 AND NOT granted AND waitstart < now() - interval '400 ms'`;
      return waiting !== undefined;
    };
    await Promise.race([starting, expect.poll(waits, { timeout: 10_000 }).toBe(true)]);
    await migrating`SELECT pg_advisory_unlock_all()`;
    await expect(starting).resolves.toBeDefined();
  } finally {
    await migrating`SELECT pg_advisory_unlock_all()`;
    migrating.release();
    await onTheSide`ALTER ROLE CURRENT_USER IN DATABASE ${database} RESET ALL`;
  }
});

test("migrating reports whether accounts exist", async () => {
  await asOwner`TRUNCATE accounts CASCADE`;
  expect(await migrateAgain()).toEqual({ hasAccounts: false });
  await activeAccount();
  expect(await migrateAgain()).toEqual({ hasAccounts: true });
});
