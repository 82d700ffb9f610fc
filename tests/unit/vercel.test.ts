import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "#lib/config/index.ts";
import vercel from "../../vercel.json" with { type: "json" };
import { problemsOf } from "./config-problems.ts";

const SECRET = "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8";
const POOLED = "postgres://me:pw@ep-1-pooler.neon.tech/neondb";
const DIRECT = "postgres://me:pw@ep-1.neon.tech/neondb";

/** A project with Neon's database, as Vercel describes it to its builds and functions. */
const PRODUCTION = {
  VERCEL: "1",
  VERCEL_ENV: "production",
  VERCEL_URL: "gatehouse-1a2b3c.vercel.app",
  VERCEL_BRANCH_URL: "gatehouse-git-main.vercel.app",
  VERCEL_PROJECT_PRODUCTION_URL: "accounts.example.com",
  DATABASE_URL: POOLED,
  DATABASE_URL_UNPOOLED: DIRECT,
  AUTH_SECRET: SECRET,
  CRON_SECRET: SECRET,
};
const PREVIEW = { ...PRODUCTION, VERCEL_ENV: "preview" };

test("a Vercel project with Neon needs only two secrets", () => {
  const { appUrl, ...settings } = parseConfig(PRODUCTION);
  expect(appUrl.href).toBe("https://accounts.example.com/");
  expect(settings).toMatchObject({
    serverless: true,
    databaseUrl: POOLED,
    migrationDatabaseUrl: DIRECT,
    poolMode: "transaction",
    cronSecret: SECRET,
  });
});

test("the operator's settings win over Vercel's", () => {
  const set = { APP_URL: "https://gate.example.org", MIGRATION_DATABASE_URL: "postgres://owner:pw@db.example/neondb" };
  const { appUrl, migrationDatabaseUrl } = parseConfig({ ...PRODUCTION, ...set });
  expect(appUrl.origin).toBe(set.APP_URL);
  expect(migrationDatabaseUrl).toBe(set.MIGRATION_DATABASE_URL);
});

test("Vercel's variables have no effect elsewhere", () => {
  const elsewhere = { ...PRODUCTION, VERCEL: "", DATABASE_URL: DIRECT, DATABASE_URL_UNPOOLED: "postgres://other/db" };
  const { appUrl, ...settings } = parseConfig(elsewhere);
  expect(appUrl.origin).toBe("http://localhost:3000");
  expect(settings).toMatchObject({ serverless: false, migrationDatabaseUrl: DIRECT });
});

test("everything missing from a deployment is reported at once", () => {
  const problems = problemsOf({ VERCEL: "1", TRUSTED_PROXY_HOPS: "1" }, { administrator: true });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "ADMIN_EMAIL",
    "ADMIN_PASSWORD",
    "APP_URL",
    "AUTH_SECRET",
    "CRON_SECRET",
    "DATABASE_URL",
    "TRUSTED_PROXY_HOPS",
  ]);
});

test("the first administrator needs no password under federation", () => {
  const federation = { OIDC_ISSUER: "https://login.example", OIDC_CLIENT_ID: "gate", OIDC_CLIENT_SECRET: "hunter2" };
  const needs = { administrator: true };
  expect(problemsOf({ ...PRODUCTION, ...federation }, needs)).toEqual([expect.stringMatching(/^ADMIN_EMAIL is/)]);
  expect(problemsOf({ ...PRODUCTION, ...federation, OIDC_TEST_MODE: "true" }, needs)).toHaveLength(2);
});

test("a preview must confirm that it has its own database", () => {
  expect(problemsOf(PREVIEW)).toEqual([expect.stringMatching(/^PREVIEW_HAS_OWN_DATABASE must be true/)]);
  expect(problemsOf({ ...PREVIEW, PREVIEW_HAS_OWN_DATABASE: "true" })).toEqual([]);
});

test("a preview uses the URL of its branch, or its own", () => {
  const preview = { ...PREVIEW, PREVIEW_HAS_OWN_DATABASE: "true" };
  expect(parseConfig(preview).appUrl.host).toBe(PREVIEW.VERCEL_BRANCH_URL);
  expect(parseConfig({ ...preview, VERCEL_BRANCH_URL: "" }).appUrl.host).toBe(PREVIEW.VERCEL_URL);
});

test("cron jobs run once a day, as the free plan allows", () => {
  expect(vercel.crons).toEqual([{ path: expect.any(String), schedule: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }]);
  for (const { path } of vercel.crons) expect(existsSync(`app${path}/route.ts`)).toBe(true);
});
