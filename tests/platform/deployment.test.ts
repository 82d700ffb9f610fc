import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import postgres from "postgres";
import { expect, test } from "vitest";
import { copyDatabase } from "#tests/cluster.ts";
import { testRun } from "#tests/servers/test-run.ts";

const HOST = "accounts.example.com";
const PASSWORD = "hunter2-for-once";
const ADMINISTRATOR = { ADMIN_EMAIL: "first@example.com", ADMIN_PASSWORD: PASSWORD };

/** Runs the preparation in the build command of `vercel.json`. */
async function prepare(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join("bin", "prepare-deployment.ts")], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", VERCEL: "1", VERCEL_ENV: "production", ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [status] = await once(child, "close");
  expect(output).not.toMatch(/hunter2|^\s+at /m);
  return { status, output };
}

/** A project with a migrated and empty database. */
async function newProject() {
  const { template, authSecret } = testRun();
  const addresses = await copyDatabase(template, `server_${randomBytes(6).toString("hex")}`);
  const settings = {
    VERCEL_PROJECT_PRODUCTION_URL: HOST,
    DATABASE_URL: addresses.databaseUrl,
    DATABASE_URL_UNPOOLED: addresses.migrationDatabaseUrl,
    AUTH_SECRET: authSecret,
    CRON_SECRET: authSecret,
  };
  return { settings, owner: postgres(addresses.migrationDatabaseUrl, { max: 1, onnotice: () => {} }) };
}

test("a deployment reports all missing settings", async () => {
  const { status, output } = await prepare({});
  expect(status).toBe(1);
  const missing = ["DATABASE_URL", "AUTH_SECRET", "APP_URL", "CRON_SECRET", "ADMIN_EMAIL", "ADMIN_PASSWORD"];
  for (const name of missing) expect(output).toContain(`  - ${name} is required`);
});

test("the first deployment creates its administrator once", async () => {
  const { settings, owner } = await newProject();
  try {
    const withoutAdministrator = await prepare(settings);
    expect(withoutAdministrator.status).toBe(1);
    for (const name of Object.keys(ADMINISTRATOR))
      expect(withoutAdministrator.output).toContain(`${name} is required until`);
    expect(await owner`SELECT FROM accounts`).toHaveLength(0);

    const deployed = await prepare({ ...settings, ...ADMINISTRATOR });
    expect(deployed).toMatchObject({ status: 0, output: expect.stringContaining(`https://${HOST}`) });
    expect(await owner`SELECT email FROM accounts`).toEqual([{ email: ADMINISTRATOR.ADMIN_EMAIL }]);

    expect((await prepare(settings)).status).toBe(0);
    expect(await owner`SELECT FROM accounts`).toHaveLength(1);
  } finally {
    await owner.end();
  }
});

test("a deployment migrates its database, or fails with the reason", async () => {
  const { settings, owner } = await newProject();
  try {
    await owner`DROP SCHEMA drizzle CASCADE`;
    const failed = await prepare({ ...settings, ...ADMINISTRATOR });
    expect(failed).toMatchObject({ status: 1, output: expect.stringMatching(/could not be reached or prepared: .+/) });
    expect(failed.output).not.toContain("up to date");

    await owner.unsafe("DROP SCHEMA public, drizzle, graphile_worker CASCADE; CREATE SCHEMA public");
    expect((await prepare({ ...settings, ...ADMINISTRATOR })).status).toBe(0);
    expect(await owner`SELECT FROM accounts`).toHaveLength(1);
  } finally {
    await owner.end();
  }
});
