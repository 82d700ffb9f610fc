import { expect, test } from "vitest";
import { parseConfig } from "#lib/config/index.ts";
import { problemsOf } from "./config-problems.ts";

const AUTH_SECRET = "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8";
const DIRECT = "postgres://owner:pw@ep-cool-darkness.eu-central-1.aws.neon.tech/neondb";
const MIGRATION = { AUTH_SECRET, MIGRATION_DATABASE_URL: DIRECT };

const POOLERS = [
  "postgres://me:pw@ep-cool-darkness-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require",
  "postgres://postgres.abc:pw@aws-0-eu-central-1.pooler.supabase.com:6543/postgres",
  "postgres://postgres:pw@db.abc.supabase.co:6543/postgres",
  "postgres://me:pw@10.0.0.5:6432/gatehouse?pgbouncer=true",
];

test.each(POOLERS)("%s is recognized as a transaction pooler", (DATABASE_URL) => {
  expect(parseConfig({ ...MIGRATION, DATABASE_URL }).poolMode).toBe("transaction");
});

test.each([
  DIRECT,
  "postgres://postgres.abc:pw@aws-0-eu-central-1.pooler.supabase.com:5432/postgres",
  "postgres://me:pw@db.internal:6543/gatehouse",
  "postgres://me:pw@pooler.internal/gatehouse-pooler.x?pgbouncer=false",
])("%s is not recognized as a transaction pooler", (DATABASE_URL) => {
  expect(parseConfig({ AUTH_SECRET, DATABASE_URL }).poolMode).toBe("session");
});

test("an explicit pool mode wins over the address", () => {
  const [DATABASE_URL = ""] = POOLERS;
  expect(parseConfig({ AUTH_SECRET, DATABASE_URL, DATABASE_POOL_MODE: "session" }).poolMode).toBe("session");
  const hidden = { ...MIGRATION, DATABASE_URL: "postgres://me:pw@bouncer.internal:6432/gatehouse" };
  expect(parseConfig({ ...hidden, DATABASE_POOL_MODE: "transaction" }).poolMode).toBe("transaction");
  expect(problemsOf({ DATABASE_POOL_MODE: "session" })).toEqual([
    expect.stringMatching(/^DATABASE_POOL_MODE has no effect/),
  ]);
});

test.each(POOLERS)("migrations behind %s require a direct connection", (DATABASE_URL) => {
  expect(problemsOf({ AUTH_SECRET, DATABASE_URL })).toEqual([
    expect.stringMatching(/^MIGRATION_DATABASE_URL is required/),
  ]);
  expect(problemsOf({ AUTH_SECRET, DATABASE_URL, MIGRATION_DATABASE_URL: DATABASE_URL })).toEqual([
    expect.stringMatching(/^MIGRATION_DATABASE_URL must be a direct connection/),
  ]);
});

test("the driver gets no parameters that the server would refuse", () => {
  const { databaseUrl, migrationDatabaseUrl } = parseConfig({
    AUTH_SECRET,
    DATABASE_URL:
      "postgres://me:p%2Fw@db-pooler.x/neondb?sslmode=require&pgbouncer=true&connection_limit=1&pool_timeout=9",
    MIGRATION_DATABASE_URL: "postgres://me:p%2Fw@db.x/neondb?sslmode=require&channel_binding=require",
  });
  expect(databaseUrl).toBe("postgres://me:p%2Fw@db-pooler.x/neondb?sslmode=require");
  expect(migrationDatabaseUrl).toBe("postgres://me:p%2Fw@db.x/neondb?sslmode=require");
});
