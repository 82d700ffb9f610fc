import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import postgres from "postgres";
import { expect, test } from "vitest";
import { freePort } from "#db/embedded/free-port.ts";
import { copyDatabase } from "#tests/cluster.ts";
import { testRun } from "#tests/servers/test-run.ts";

test("the email worker starts though no request comes", async () => {
  const { template, authSecret } = testRun();
  const { databaseUrl, migrationDatabaseUrl } = await copyDatabase(
    template,
    `server_${randomBytes(6).toString("hex")}`,
  );
  const child = spawn(process.execPath, [join("bin", "start.ts")], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      MIGRATION_DATABASE_URL: migrationDatabaseUrl,
      AUTH_SECRET: authSecret,
      PORT: String(await freePort(undefined)),
      MAIL_FROM: "no-reply@example.com",
      SMTP_URL: "smtp://127.0.0.1:1",
    },
  });
  const ended = once(child, "close");
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const workers = () =>
      sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'`;
    await expect.poll(workers, { timeout: 30_000 }).toHaveLength(1);
  } finally {
    await sql.end();
    child.kill("SIGTERM");
    await ended;
  }
});
