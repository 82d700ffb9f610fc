import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, read } from "#db/client.ts";
import { testRun } from "#tests/servers/test-run.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner } from "./owner.ts";

/** Earlier than idle connections are closed elsewhere. */
const SOON = { timeout: 10_000 };

const select = (value: string) => read((db) => db.execute(sql`SELECT ${value}::text, pg_sleep(0.05)`));

const connections = () =>
  asOwner`SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gatehouse'`;

const preparedStatements = () => read((db) => db.execute(sql`SELECT name FROM pg_prepared_statements`));

/** Runs `work` on connections that are opened for it. */
async function inPoolMode(mode: string, work: () => Promise<void>): Promise<void> {
  await closeDatabase();
  await withEnvironment({ DATABASE_POOL_MODE: mode }, work);
  await closeDatabase();
}

test("a transaction pooler gets no prepared statements and at most five connections", async () => {
  await inPoolMode("session", async () => {
    await select("prepared");
    expect(await preparedStatements()).not.toHaveLength(0);
  });
  await inPoolMode("transaction", async () => {
    await Promise.all(Array.from({ length: 40 }, (_, turn) => select(String(turn))));
    expect(await connections()).toHaveLength(5);
    expect(await preparedStatements()).toHaveLength(0);
  });
});

test("a process on Vercel stays awake until its idle connections have closed", async () => {
  const vercel = { VERCEL: "1", CRON_SECRET: testRun().authSecret, APP_URL: "http://localhost:3000" };
  const platform = Symbol.for("@vercel/request-context");
  let awake: Promise<void> | undefined;
  const waitUntil = (work: Promise<void>) => {
    awake = work;
  };
  await closeDatabase();
  Object.assign(globalThis, { [platform]: { get: () => ({ waitUntil }) } });
  try {
    await withEnvironment(vercel, () => select("once"));
  } finally {
    Reflect.deleteProperty(globalThis, platform);
  }
  expect(await connections()).toHaveLength(1);
  expect(awake).toBeDefined();
  await awake;
  await expect.poll(connections, SOON).toHaveLength(0);
});
