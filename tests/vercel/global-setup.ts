import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { freePort } from "#db/embedded/free-port.ts";
import { startCluster } from "#tests/cluster.ts";
import { startProvider } from "#tests/mail/provider.ts";
import { ensureChromium } from "#tests/programs/chromium.ts";
import { serveControl } from "#tests/servers/control.ts";
import { linesThatAreNoEntry } from "#tests/servers/entries.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { emailProviderControl, sendingThrough } from "#tests/servers/shared-servers.ts";
import { announceTestRun } from "#tests/servers/test-run.ts";
import { buildDeployment } from "./build-deployment.ts";
import type { DeploymentControl } from "./deployment.ts";
import { serveDeployment } from "./launcher.ts";
import { openPooler } from "./pooler.ts";

const secret = () => randomBytes(33).toString("base64");

/** Deploys once for all tests, with an empty database behind a pooler and an email provider. */
export default async function setup({ name }: TestProject): Promise<() => Promise<void>> {
  ensureChromium();
  const [cluster, provider, port] = await Promise.all([startCluster(), startProvider(), freePort(undefined)]);
  const database = await cluster.createDatabase("vercel");
  const owner = postgres(database.migrationDatabaseUrl, { max: 1, onnotice: () => {} });
  await owner.unsafe("DROP SCHEMA public, drizzle, graphile_worker CASCADE; CREATE SCHEMA public");
  await owner.end();
  const pooler = await openPooler(database.databaseUrl);

  const url = `http://localhost:${port}`;
  const authSecret = secret();
  const settings = {
    ...sendingThrough(provider),
    APP_URL: `https://localhost:${port}`,
    DATABASE_URL: pooler.url,
    DATABASE_POOL_MODE: "transaction",
    MIGRATION_DATABASE_URL: database.migrationDatabaseUrl,
    AUTH_SECRET: authSecret,
    CRON_SECRET: secret(),
    ADMIN_EMAIL: "first@example.com",
    ADMIN_PASSWORD: "shared at the desk",
    INSECURE_FAST_SIGN_IN: "true",
    LOCK_AFTER: String(LOCK_AFTER),
  };
  const root = await buildDeployment(settings, name === "vercel-adapter");
  const served = await serveDeployment(root, port, { ...settings, VERCEL: "1", VERCEL_ENV: "production" });

  const { databaseUrl: DATABASE_URL } = database;
  const environment = { ...settings, DATABASE_URL, DATABASE_POOL_MODE: "session", PORT: String(port) };
  const deployment: DeploymentControl = {
    ...served,
    server: () => ({ url, environment }),
    connections: () => pooler.clients(),
  };
  const control = await serveControl({ deployment, emailProvider: emailProviderControl(provider) });
  announceTestRun({ template: cluster.template, authSecret, controlUrl: control.url });
  return async () => {
    control.close();
    await served.stop();
    await pooler.close();
    await Promise.all([provider.close(), cluster.stop()]);
    rmSync(root, { recursive: true });
    const raw = linesThatAreNoEntry(served.logs());
    if (raw.length > 0) throw new Error(`The deployment printed lines that are not log entries:\n${raw.join("\n")}`);
  };
}
