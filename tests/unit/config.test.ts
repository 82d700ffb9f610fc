import { expect, test } from "vitest";
import { parseConfig } from "#lib/config/index.ts";
import { problemsOf } from "./config-problems.ts";

const SECRET = "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8";
const DATABASE = "postgres://gatehouse:s3cr3t-in-url@db.internal:5432/gatehouse";

test("an empty environment is valid", () => {
  expect(parseConfig({})).toMatchObject({
    databaseUrl: undefined,
    migrationDatabaseUrl: undefined,
    poolMode: "session",
    dataDir: ".data",
    port: 3000,
    appUrl: new URL("http://localhost:3000"),
    authSecrets: [],
    adminEmail: "admin@example.com",
    adminPassword: undefined,
    lockAfter: 10,
    passwordMinLength: 8,
    bcryptCost: 12,
    delaysFailures: true,
    singleUsePasswordHours: 24,
    sessionIdleMinutes: 30,
    sessionMaxHours: 12,
    trustedProxyHops: 0,
    mail: undefined,
    activationLinkHours: 24,
    resetLinkMinutes: 60,
    forgotLinkMinutes: 15,
    anonymousEventDays: 90,
    cronSecret: undefined,
    serverless: false,
    forwardAuthOrigins: [],
    identityProvider: undefined,
    federation: undefined,
  });
});

const BAD: readonly (readonly [name: string, ...values: string[]])[] = [
  ["DATABASE_URL", "mysql://root:hunter2@db/x", "db.internal", "postgres://a:b@:port/x"],
  ["DATABASE_POOL_MODE", "statement", "Transaction", "6543"],
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
  ["MAIL_FROM", "gatehouse", "gate@localhost", "@example.com", "a@b@example.com", "a@example.com, b@example.com"],
  [
    "MAIL_FROM",
    "Gate a@example.com",
    "Gate <a@example.com",
    "a@example.com>",
    "<a@example.com> Gate",
    "<>",
    "a@x.y\nBcc:b@x.y",
  ],
  ["MAIL_FROM", 'Gate"keeper <a@example.com>', "Doors: gate <a@example.com>", "a@example.com; <b@example.com>"],
  [
    "RESEND_BASE_URL",
    "hunter2",
    "ftp://relay.example",
    "http://relay.example",
    "//relay.example",
    "http://127.evil.example",
  ],
  [
    "SMTP_URL",
    "hunter2",
    "mail.example.com",
    "smtp:///x",
    "smtp:mail.example.com",
    "https://me:hunter2@mail.example.com",
  ],
  ["ACTIVATION_LINK_HOURS", "0", "721", "a day"],
  ["RESET_LINK_MINUTES", "4", "10081", "an hour"],
  ["FORGOT_LINK_MINUTES", "4", "1441", "-15"],
  ["ANONYMOUS_EVENT_DAYS", "0", "3651", "for ever"],
  ["CRON_SECRET", "hunter2", SECRET.slice(1)],
  [
    "FORWARD_AUTH_ORIGINS",
    "shop.example",
    "http://shop.example",
    "https://shop.example/x",
    "https://me:hunter2@shop.example",
  ],
  [
    "FORWARD_AUTH_ORIGINS",
    "http://localhost:1, javascript:alert(1)",
    "//shop.example",
    "https://shop.example?x",
    "null",
    "*",
  ],
  ["FORWARD_AUTH_ORIGINS", "https://shop.example", "http://127.0.0.1:8080", "https://localhost"],
];

/** What a variable has no effect without. */
const COMPANIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DATABASE_URL: { AUTH_SECRET: SECRET },
  DATABASE_POOL_MODE: { DATABASE_URL: DATABASE, AUTH_SECRET: SECRET },
  MAIL_FROM: { SMTP_URL: "smtp://mail.example.com" },
  SMTP_URL: { MAIL_FROM: "gate@example.com" },
  RESEND_BASE_URL: { MAIL_FROM: "gate@example.com", RESEND_API_KEY: "re_hunter2" },
};

const RUNS = BAD.flatMap(([name, ...values]) => values.map((value) => ({ name, value })));

test.each(RUNS)("$name=$value is reported by name only", ({ name, value }) => {
  const problems = problemsOf({ ...COMPANIONS[name], [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} `));
  if (value.length > 4) expect(problems.join()).not.toContain(value);
  expect(problems.join()).not.toContain("hunter2");
});

test("fast hashing is refused unless the server is on localhost", () => {
  const fast = { INSECURE_FAST_SIGN_IN: "true" };
  expect(parseConfig(fast)).toMatchObject({ bcryptCost: 4, delaysFailures: false });
  expect(parseConfig({ ...fast, BCRYPT_COST: "11" })).toMatchObject({ bcryptCost: 11, delaysFailures: false });
  expect(problemsOf({ ...fast, APP_URL: "https://gate.example" })).toEqual([
    expect.stringMatching(/^INSECURE_FAST_SIGN_IN .* APP_URL is not on localhost/),
  ]);
});

test("all problems are reported at once", () => {
  const problems = problemsOf({ PORT: "x", LOCK_AFTER: "0", AUTH_SECRET: "short", DATABASE_URL: "nowhere" });
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "AUTH_SECRET",
    "DATABASE_URL",
    "LOCK_AFTER",
    "PORT",
  ]);
});

test("an external database requires a secret", () => {
  expect(problemsOf({ DATABASE_URL: DATABASE })).toEqual([expect.stringMatching(/^AUTH_SECRET is required/)]);
  expect(problemsOf({ DATABASE_URL: DATABASE, AUTH_SECRET: " " })).toHaveLength(1);
  expect(problemsOf({ DATABASE_URL: DATABASE, AUTH_SECRET: SECRET })).toEqual([]);
});

test("migrations use the product's role unless another one is set", () => {
  const environment = { DATABASE_URL: DATABASE, AUTH_SECRET: SECRET };
  const owner = "postgres://owner:s3cr3t@db.internal/gatehouse";
  expect(parseConfig(environment).migrationDatabaseUrl).toBe(DATABASE);
  expect(parseConfig({ ...environment, MIGRATION_DATABASE_URL: owner }).migrationDatabaseUrl).toBe(owner);
  expect(problemsOf({ MIGRATION_DATABASE_URL: owner })).toEqual([expect.stringMatching(/^MIGRATION_DATABASE_URL /)]);
});

test("an empty variable counts as not set", () => {
  expect(parseConfig({ PORT: "", LOCK_AFTER: " ", APP_URL: "", DATABASE_URL: "" })).toEqual(parseConfig({}));
});

test("secrets keep their order, newest first", () => {
  const older = SECRET.toLowerCase();
  expect(parseConfig({ AUTH_SECRET: `${SECRET}, ${older}` }).authSecrets).toEqual([SECRET, older]);
});

test.each(["https://gate.example", "http://localhost:8080", "http://127.0.0.1:3000", "http://[::1]:3000"])(
  "%s is accepted as APP_URL",
  (address) => {
    expect(parseConfig({ APP_URL: address }).appUrl.origin).toBe(address);
  },
);

test("APP_URL defaults to the configured port", () => {
  expect(parseConfig({ PORT: "8080" }).appUrl.origin).toBe("http://localhost:8080");
});

const RESEND = { MAIL_FROM: "gate@example.com", RESEND_API_KEY: "re_hunter2" };
const SMTP = { MAIL_FROM: "gate@example.com", SMTP_URL: "smtps://me:hunter2@mail.example.com:465" };

test("outgoing mail is on with a sender and a transport only", () => {
  expect(parseConfig(RESEND).mail).toEqual({
    from: "gate@example.com",
    transport: { kind: "resend", apiKey: "re_hunter2", baseUrl: undefined },
  });
  expect(parseConfig({ ...RESEND, RESEND_BASE_URL: "http://localhost:4000" }).mail).toMatchObject({
    transport: { baseUrl: "http://localhost:4000" },
  });
  expect(parseConfig(SMTP).mail).toEqual({
    from: "gate@example.com",
    transport: { kind: "smtp", url: new URL(SMTP.SMTP_URL) },
  });
  expect(parseConfig({ MAIL_FROM: " ", RESEND_API_KEY: "", SMTP_URL: "" }).mail).toBeUndefined();
});

test.each([
  ["a sender without a transport", { MAIL_FROM: "gate@example.com" }, /^MAIL_FROM has no effect/],
  [
    "an API key without a sender",
    { RESEND_API_KEY: "re_hunter2" },
    /^MAIL_FROM is required when RESEND_API_KEY is set$/,
  ],
  ["a mail server without a sender", { SMTP_URL: SMTP.SMTP_URL }, /^MAIL_FROM is required when SMTP_URL is set$/],
  ["two transports", { ...RESEND, ...SMTP }, /^RESEND_API_KEY and SMTP_URL are both set/],
  ["an unused API URL", { ...SMTP, RESEND_BASE_URL: "https://x.example" }, /^RESEND_BASE_URL has/],
])("%s is reported without its values", (_what, environment, problem) => {
  const problems = problemsOf(environment);
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems.join()).not.toMatch(/hunter2|example/);
});

test.each([
  "gate@example.com",
  "Gatehouse <gate@example.com>",
  "<gate@example.com>",
  "Zoë's Gate, Inc. <gate+mail@sub.example.com>",
  '"Doors: gate; north" <gate@example.com>',
])("%s is accepted as MAIL_FROM", (from) => {
  expect(parseConfig({ ...SMTP, MAIL_FROM: ` ${from} ` }).mail?.from).toBe(from);
});

test.each(["smtp://localhost:2525", "smtp://10.0.0.7", "smtps://me%40here:p%2Fw@mail.example.com", "smtp://[::1]:25"])(
  "%s is accepted as SMTP_URL",
  (address) => {
    expect(parseConfig({ ...SMTP, SMTP_URL: address }).mail?.transport).toEqual({
      kind: "smtp",
      url: new URL(address),
    });
  },
);

test("the lifetimes of links can be set", () => {
  const set = { ACTIVATION_LINK_HOURS: "720", RESET_LINK_MINUTES: "5", FORGOT_LINK_MINUTES: "1440" };
  expect(parseConfig(set)).toMatchObject({ activationLinkHours: 720, resetLinkMinutes: 5, forgotLinkMinutes: 1440 });
});

test("products behind forward auth share the host of APP_URL", () => {
  const APP_URL = "https://example.com:8443";
  expect(
    parseConfig({ APP_URL, FORWARD_AUTH_ORIGINS: "https://example.com, https://EXAMPLE.com:9443/" }).forwardAuthOrigins,
  ).toEqual(["https://example.com", "https://example.com:9443"]);
  for (const FORWARD_AUTH_ORIGINS of ["https://shop.example.com", "https://example.org", "http://localhost"])
    expect(problemsOf({ APP_URL, FORWARD_AUTH_ORIGINS })).toEqual([
      expect.stringMatching(/^FORWARD_AUTH_ORIGINS must have/),
    ]);
  expect(parseConfig({ FORWARD_AUTH_ORIGINS: "http://localhost:8080" }).forwardAuthOrigins).toEqual([
    "http://localhost:8080",
  ]);
});
