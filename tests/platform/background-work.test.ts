import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import postgres from "postgres";
import { expect, test } from "vitest";
import { freePort } from "#db/embedded/free-port.ts";
import { copyDatabase } from "#tests/cluster.ts";
import { testRun } from "#tests/servers/test-run.ts";

type Work = (sql: postgres.Sql) => Promise<unknown>;

/** Runs a server without any requests. */
async function withIdleServer(environment: Readonly<Record<string, string>>, prepare: Work, work: Work): Promise<void> {
  const { template, authSecret } = testRun();
  const { databaseUrl, migrationDatabaseUrl } = await copyDatabase(
    template,
    `server_${randomBytes(6).toString("hex")}`,
  );
  const sql = postgres(databaseUrl, { max: 1 });
  await prepare(sql);
  const child = spawn(process.execPath, [join("bin", "start.mjs")], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      MIGRATION_DATABASE_URL: migrationDatabaseUrl,
      AUTH_SECRET: authSecret,
      PORT: String(await freePort(undefined)),
      ...environment,
    },
  });
  const ended = once(child, "close");
  try {
    await work(sql);
  } finally {
    await sql.end();
    child.kill("SIGTERM");
    await ended;
  }
}

test("the email worker starts without requests", () =>
  withIdleServer(
    { MAIL_FROM: "no-reply@example.com", SMTP_URL: "smtp://127.0.0.1:1" },
    async () => {},
    async (sql) => {
      const workers = () =>
        sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'`;
      await expect.poll(workers, { timeout: 30_000 }).toHaveLength(1);
    },
  ));

test("anonymous events are aggregated and purged while outgoing mail is off", () =>
  withIdleServer(
    {},
    async (sql) => {
      await sql`INSERT INTO audit_events (at, event, outcome, actor_label)
        VALUES (now() - interval '91 days', 'link_rejected', 'failure', 'an anonymous user')`;
      await sql`INSERT INTO anonymous_event_counts (event, source, window_start, aggregated)
        VALUES ('link_rejected', '203.0.113.7', now() - interval '1 day', 7)`;
    },
    async (sql) => {
      const events = () =>
        sql`SELECT address, unrecorded_count AS unrecorded FROM audit_events WHERE event = 'link_rejected'`;
      await expect.poll(events, { timeout: 30_000 }).toEqual([{ address: "203.0.113.7", unrecorded: 7 }]);
    },
  ));
