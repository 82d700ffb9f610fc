import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, parseConfig } from "#lib/config/index.ts";
import { problemsOf } from "./config-problems.ts";

const SECRET = "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8";
const DATABASE = "postgres://gatehouse@db.internal:5432/gatehouse";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string): string {
  const file = join(folder, String(Math.random()));
  writeFileSync(file, content);
  return file;
}

test("every secret can be given as a file", () => {
  const config = parseConfig({
    DATABASE_URL_FILE: fileOf("postgres://gatehouse:inside@db.internal/gatehouse\n"),
    MIGRATION_DATABASE_URL_FILE: fileOf("postgres://owner:inside@db.internal/gatehouse"),
    AUTH_SECRET_FILE: fileOf(`${SECRET}\n`),
    ADMIN_PASSWORD_FILE: fileOf("first password\n"),
    CRON_SECRET_FILE: fileOf(SECRET),
    MAIL_FROM: "no-reply@example.com",
    SMTP_URL_FILE: fileOf("smtps://user:password@mail.example.com\n"),
    OIDC_ISSUER: "https://login.example.com",
    OIDC_CLIENT_ID: "gatehouse",
    OIDC_CLIENT_SECRET_FILE: fileOf("client secret"),
  });
  expect(config).toMatchObject({
    databaseUrl: "postgres://gatehouse:inside@db.internal/gatehouse",
    migrationDatabaseUrl: "postgres://owner:inside@db.internal/gatehouse",
    authSecrets: [SECRET],
    adminPassword: "first password",
    cronSecret: SECRET,
    mail: { transport: { kind: "smtp", url: new URL("smtps://user:password@mail.example.com") } },
    federation: { clientSecret: "client secret" },
  });
  const { mail } = parseConfig({ MAIL_FROM: "no-reply@example.com", RESEND_API_KEY_FILE: fileOf("re_key\n") });
  expect(mail?.transport).toMatchObject({ apiKey: "re_key" });
});

test("a variable wins over its file", () => {
  const file = fileOf(SECRET.toLowerCase());
  expect(parseConfig({ AUTH_SECRET: SECRET, AUTH_SECRET_FILE: file }).authSecrets).toEqual([SECRET]);
  expect(parseConfig({ AUTH_SECRET: "", AUTH_SECRET_FILE: file }).authSecrets).toEqual([SECRET.toLowerCase()]);
});

test("a database password completes an address that has none", () => {
  const secrets = { AUTH_SECRET: SECRET, DATABASE_PASSWORD_FILE: fileOf("p@ss/w%rd\n"), DATABASE_URL: DATABASE };
  const { databaseUrl, migrationDatabaseUrl } = parseConfig(secrets);
  expect(decodeURIComponent(new URL(String(databaseUrl)).password)).toBe("p@ss/w%rd");
  expect(migrationDatabaseUrl).toBe(databaseUrl);

  const owner = {
    MIGRATION_DATABASE_URL: "postgres://owner@db.internal/gatehouse",
    MIGRATION_DATABASE_PASSWORD: "own",
  };
  expect(parseConfig({ ...secrets, ...owner }).migrationDatabaseUrl).toBe("postgres://owner:own@db.internal/gatehouse");

  const complete = "postgres://gatehouse:inside@db.internal/gatehouse";
  expect(parseConfig({ ...secrets, DATABASE_URL: complete }).databaseUrl).toBe(complete);
});

test("an unusable secret file is reported by its variable", () => {
  expect(problemsOf({ AUTH_SECRET_FILE: join(folder, "missing"), CRON_SECRET_FILE: fileOf("\n") })).toEqual([
    "AUTH_SECRET_FILE points to a file that cannot be read (ENOENT)",
    "CRON_SECRET_FILE points to an empty file",
  ]);
});

test("a value from a file is validated and never repeated", () => {
  const problems = problemsOf({ AUTH_SECRET_FILE: fileOf("short"), DATABASE_URL_FILE: fileOf("nowhere") });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual(["AUTH_SECRET", "DATABASE_URL"]);
  expect(problems.join()).not.toContain("nowhere");
});

test("an installation without PostgreSQL requires a database and a secret", () => {
  expect(() => parseConfig({}, { database: true })).toThrow(
    new ConfigError([
      "DATABASE_URL is required: this installation has no embedded PostgreSQL",
      "AUTH_SECRET is required with an external database (generate one with: openssl rand -base64 33)",
    ]),
  );
});
