import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "#lib/config.ts";

const SECRET = "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8";
const DATABASE = "postgres://gatehouse:s3cr3t-in-url@db.internal:5432/gatehouse";

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("an empty environment is a usable one", () => {
  expect(parseConfig({})).toMatchObject({
    databaseUrl: undefined,
    migrationDatabaseUrl: undefined,
    dataDir: ".data",
    port: 3000,
    appUrl: new URL("http://localhost:3000"),
    authSecrets: [],
    adminEmail: "admin@example.com",
    adminPassword: undefined,
    lockAfter: 10,
    passwordMinLength: 8,
    bcryptCost: 12,
    singleUsePasswordHours: 24,
    sessionIdleMinutes: 30,
    sessionMaxHours: 12,
    trustedProxyHops: 0,
    identityProvider: undefined,
    federation: undefined,
  });
});

const BAD: readonly (readonly [name: string, ...values: string[]])[] = [
  ["DATABASE_URL", "mysql://root:hunter2@db/x", "db.internal", "postgres://a:b@:port/x"],
  ["PORT", "0", "65536", "-1", "3000.5", "http", "3e3", "0x50"],
  ["APP_URL", "gatehouse", "ftp://gate.example", "https://gate.example/app", "https://me:hunter2@gate.example"],
  ["APP_URL", "http://gate.example", "https://gate.example?x=1", "https://gate.example#x", "javascript:alert(1)"],
  ["AUTH_SECRET", "hunter2", ",", SECRET.slice(1), `${SECRET},hunter2`],
  ["AUTH_SECRET", "changeme-changeme-changeme-changeme", "a".repeat(40), "your-secret-goes-here-your-secret-goes"],
  ["ADMIN_EMAIL", "admin", "admin@", "a@b@example.com", "Admin <admin@example.com>"],
  ["ADMIN_PASSWORD", "hunter2", "x".repeat(129)],
  ["LOCK_AFTER", "0", "101", "never"],
  ["PASSWORD_MIN_LENGTH", "7", "65", "long"],
  ["BCRYPT_COST", "9", "17", "high"],
  ["SINGLE_USE_PASSWORD_HOURS", "0", "721", "a day"],
  ["SESSION_IDLE_MINUTES", "0", "10081", "soon"],
  ["SESSION_MAX_HOURS", "0", "721", "12h"],
  ["TRUSTED_PROXY_HOPS", "-1", "11", "all"],
];

const RUNS = BAD.flatMap(([name, ...values]) => values.map((value) => ({ name, value })));

test.each(RUNS)("$name=$value is refused by its name, and the value is not repeated", ({ name, value }) => {
  const environment = name === "DATABASE_URL" ? { AUTH_SECRET: SECRET, [name]: value } : { [name]: value };
  const problems = problemsOf(environment);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} `));
  if (value.length > 4) expect(problems.join()).not.toContain(value);
  expect(problems.join()).not.toContain("hunter2");
});

test("every problem is told at once", () => {
  const problems = problemsOf({ PORT: "x", LOCK_AFTER: "0", AUTH_SECRET: "short", DATABASE_URL: "nowhere" });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "AUTH_SECRET",
    "DATABASE_URL",
    "LOCK_AFTER",
    "PORT",
  ]);
});

test("a database of one's own asks for a secret of one's own", () => {
  expect(problemsOf({ DATABASE_URL: DATABASE })).toEqual([expect.stringMatching(/^AUTH_SECRET is required/)]);
  expect(problemsOf({ DATABASE_URL: DATABASE, AUTH_SECRET: " " })).toHaveLength(1);
  expect(problemsOf({ DATABASE_URL: DATABASE, AUTH_SECRET: SECRET })).toEqual([]);
});

test("migrations run as the product's own role unless they have one set apart", () => {
  const environment = { DATABASE_URL: DATABASE, AUTH_SECRET: SECRET };
  const owner = "postgres://owner:s3cr3t@db.internal/gatehouse";
  expect(parseConfig(environment).migrationDatabaseUrl).toBe(DATABASE);
  expect(parseConfig({ ...environment, MIGRATION_DATABASE_URL: owner }).migrationDatabaseUrl).toBe(owner);
  expect(problemsOf({ MIGRATION_DATABASE_URL: owner })).toEqual([expect.stringMatching(/^MIGRATION_DATABASE_URL /)]);
});

test("a variable that is set to nothing counts as not set", () => {
  expect(parseConfig({ PORT: "", LOCK_AFTER: " ", APP_URL: "", DATABASE_URL: "" })).toEqual(parseConfig({}));
});

test("a comma list of secrets keeps its order, so that the newest comes first", () => {
  const older = SECRET.toLowerCase();
  expect(parseConfig({ AUTH_SECRET: `${SECRET}, ${older}` }).authSecrets).toEqual([SECRET, older]);
});

test.each(["https://gate.example", "http://localhost:8080", "http://127.0.0.1:3000", "http://[::1]:3000"])(
  "%s is an address to build links from",
  (address) => {
    expect(parseConfig({ APP_URL: address }).appUrl.origin).toBe(address);
  },
);

test("the address follows the port when only that is set", () => {
  expect(parseConfig({ PORT: "8080" }).appUrl.origin).toBe("http://localhost:8080");
});
