import ipaddr from "ipaddr.js";
import * as z from "zod";
import type { PoolMode } from "#db/environment.ts";
import { OperatorError } from "#db/operator-error.ts";
import { forDriver, isTransactionPooler } from "./database-url.ts";
import { withSecretFiles } from "./secret-files.ts";
import { isOnVercel, problemsOnVercel, withVercelDefaults } from "./vercel.ts";

/**
 * Everything an operator can set, parsed and explained in one place.
 * No other file reads `process.env`.
 */
export type Config = Readonly<{
  /** The running product's connection; `undefined` asks for the embedded server. */
  databaseUrl: string | undefined;
  /** The connection that may change the schema; the same as `databaseUrl` unless set apart. */
  migrationDatabaseUrl: string | undefined;
  /** With `transaction`, whatever belongs to a session needs `migrationDatabaseUrl`, which is a direct connection then. */
  poolMode: PoolMode;
  dataDir: string;
  port: number;
  /** The only origin that links are built from and that forms are accepted from. */
  appUrl: URL;
  /** Newest first; the first one signs, all of them verify. Empty with the embedded server until one is generated. */
  authSecrets: readonly string[];
  adminEmail: string;
  adminPassword: string | undefined;
  lockAfter: number;
  passwordMinLength: number;
  bcryptCost: number;
  /** Whether the answer to a repeated failure waits before it is sent. */
  delaysFailures: boolean;
  singleUsePasswordHours: number;
  sessionIdleMinutes: number;
  sessionMaxHours: number;
  trustedProxyHops: number;
  /** How emails go out; `undefined` while outgoing mail is off. */
  mail: MailConfig | undefined;
  activationLinkHours: number;
  resetLinkMinutes: number;
  forgotLinkMinutes: number;
  /** How long audit events are kept that are about no account. */
  anonymousEventDays: number;
  /** Opens the route that runs the mail queue where no process stays alive. */
  cronSecret: string | undefined;
  /** Whether no process stays alive between requests, so that the queue has to be run after each. */
  serverless: boolean;
  /** Where else the gate may lead people back to after signing in: origins of the products behind it. */
  forwardAuthOrigins: readonly string[];
  /** The OpenID Connect provider that is configured, whether it signs people in yet or is only tried. */
  identityProvider: IdentityProvider | undefined;
  /** The same while it signs people in; `undefined` while people sign in with passwords of their own. */
  federation: IdentityProvider | undefined;
  /** Whether pages reload as their sources change, for which the browser must allow more. */
  development: boolean;
}>;

export type IdentityProvider = Readonly<{
  /** Exactly as the provider writes it: identifiers of issuers are compared letter by letter. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people call it. */
  name: string;
  /** Whether an e-mail counts as theirs where the provider does not say whether it has verified it. */
  trustEmail: boolean;
}>;

export type MailConfig = Readonly<{ from: string; transport: TransportConfig }>;

export type TransportConfig =
  | Readonly<{ kind: "resend"; apiKey: string; baseUrl: string | undefined }>
  | Readonly<{ kind: "smtp"; url: URL }>;

type Environment = Readonly<Record<string, string | undefined>>;

/** What has no default in some installations. */
export type Needs = Readonly<{
  /** Whether there is no embedded PostgreSQL to fall back to. */
  database?: boolean;
  /** Whether the first administrator is made where no generated password may be shown. */
  administrator?: boolean;
}>;

/** Thrown when the environment is not usable: carries one sentence for every problem, none of which repeats a value. */
export class ConfigError extends OperatorError {
  override name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

const wholeNumberFrom = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const wholeNumber = (fallback: number, min: number, max: number) => wholeNumberFrom(min, max).default(fallback);

const databaseUrl = z
  .string()
  .refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), "must be a postgres:// address");

/** Whether an address is on this very machine, where nobody listens in on the way. */
export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
  return host === "localhost" || (isAddress && ipaddr.process(host).range() === "loopback");
}

const appUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "must be an http(s) address")
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === "/" && !url.search && !url.hash && !url.username, {
    message: "must be an origin alone: scheme, host and port",
  })
  .refine((url) => url.protocol === "https:" || isLoopback(url), {
    message: "must start with https:// (http is accepted for localhost only)",
  });

const onOrOff = z
  .enum(["true", "false"], "must be true or false")
  .transform((value) => value === "true")
  .default(false);

/** OpenID Connect Discovery 1.0, section 2: an issuer has neither a query nor a fragment. */
const oidcIssuer = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "must be an https address")
  .refine((value) => !/[?#\s]/.test(value) && !URL.parse(value)?.username && !URL.parse(value)?.password, {
    message: "must be scheme, host and path alone",
  })
  .refine((value) => URL.parse(value)?.protocol !== "http:" || isLoopback(new URL(value)), {
    message: "must start with https:// (http is accepted for localhost only)",
  });

/** An address alone, or with a name in front, quoted where it holds a colon: `Gatehouse <no-reply@example.com>`. */
const SENDER = /^(?:(?:"[^"<>\r\n@\\]*" *|[^"<>\r\n@:;]*)<)?[^\s<>@,;"]+@[^\s<>@,;"]+\.[^\s<>@,;"]+>?$/;

const mailFrom = z
  .string()
  .trim()
  .refine((value) => SENDER.test(value) && value.includes("<") === value.endsWith(">"), {
    message: "must be one address, alone or as Name <address>",
  });

const resendBaseUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "must be an http(s) address")
  .refine((value) => !URL.canParse(value) || new URL(value).protocol !== "http:" || isLoopback(new URL(value)), {
    message: "must start with https:// (http is accepted for localhost only)",
  });

const smtpUrl = z
  .string()
  .refine((value) => /^smtps?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname !== "", {
    message: "must be an smtp:// or smtps:// address",
  })
  .transform((value) => new URL(value));
const forwardAuthOrigins = z
  .string()
  .transform((value) =>
    value
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine((origins) => origins.every(isOrigin), {
    message:
      "must be a comma-separated list of origins alone, such as https://example.com:8443 (http for localhost only)",
  })
  .transform((origins) => origins.map((origin) => new URL(origin).origin))
  .default([]);

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.href !== `${url.origin}/`) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

const BCRYPT_COST = 12;
/** The least that bcrypt computes. */
const INSECURE_BCRYPT_COST = 4;

const SECRET_MIN_LENGTH = 32;
const PLACEHOLDER = /change.?me|placeholder|example|your.?secret|insecure|^(.)\1+$/i;

const authSecrets = z
  .string()
  .transform((value) =>
    value
      .split(",")
      .map((secret) => secret.trim())
      .filter(Boolean),
  )
  .refine((secrets) => secrets.length > 0, "must not be empty")
  .refine((secrets) => secrets.every((secret) => secret.length >= SECRET_MIN_LENGTH), {
    message: `must hold at least ${SECRET_MIN_LENGTH} characters in each of its comma-separated secrets (try: openssl rand -base64 33)`,
  })
  .refine((secrets) => !secrets.some((secret) => PLACEHOLDER.test(secret)), {
    message: "is a placeholder; generate one (try: openssl rand -base64 33)",
  })
  .default([]);

const schema = z.object({
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_PASSWORD: z.string().optional(),
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  MIGRATION_DATABASE_PASSWORD: z.string().optional(),
  DATABASE_POOL_MODE: z.enum(["session", "transaction"], "must be session or transaction").optional(),
  DATA_DIR: z.string().default(".data"),
  PORT: wholeNumber(3000, 1, 65_535),
  APP_URL: appUrl.optional(),
  AUTH_SECRET: authSecrets,
  ADMIN_EMAIL: z.email("must be an e-mail address").default("admin@example.com"),
  ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").max(128).optional(),
  LOCK_AFTER: wholeNumber(10, 1, 100),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 8, 64),
  BCRYPT_COST: wholeNumberFrom(10, 16).optional(),
  INSECURE_FAST_SIGN_IN: onOrOff,
  SINGLE_USE_PASSWORD_HOURS: wholeNumber(24, 1, 720),
  SESSION_IDLE_MINUTES: wholeNumber(30, 1, 10_080),
  SESSION_MAX_HOURS: wholeNumber(12, 1, 720),
  TRUSTED_PROXY_HOPS: wholeNumber(0, 0, 10),
  MAIL_FROM: mailFrom.optional(),
  RESEND_API_KEY: z.string().optional(),
  RESEND_BASE_URL: resendBaseUrl.optional(),
  SMTP_URL: smtpUrl.optional(),
  ACTIVATION_LINK_HOURS: wholeNumber(24, 1, 720),
  RESET_LINK_MINUTES: wholeNumber(60, 5, 10_080),
  FORGOT_LINK_MINUTES: wholeNumber(15, 5, 1440),
  ANONYMOUS_EVENT_DAYS: wholeNumber(90, 1, 3650),
  CRON_SECRET: z
    .string()
    .min(SECRET_MIN_LENGTH, `must have at least ${SECRET_MIN_LENGTH} characters (try: openssl rand -base64 33)`)
    .optional(),
  VERCEL: z.string().optional(),
  PREVIEW_HAS_OWN_DATABASE: onOrOff,
  FORWARD_AUTH_ORIGINS: forwardAuthOrigins,
  OIDC_ISSUER: oidcIssuer.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().trim().max(60, "must have at most 60 characters").optional(),
  OIDC_TRUST_EMAIL: onOrOff,
  OIDC_TEST_MODE: onOrOff,
  NODE_ENV: z.string().optional(),
});

/** An empty value means "not set", as in `FOO=` of an env file. */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ""));

/**
 * Parses an environment, with the secrets in the files that it names.
 * @param needs what must be set in this installation, although it has a default in others
 * @throws ConfigError with every problem at once, naming the variables and never their values.
 */
export function parseConfig(given: Environment, needs: Needs = {}): Config {
  const { environment: complete, problems: problemsOfFiles } = withSecretFiles(withoutEmpty(given));
  const environment = withVercelDefaults(complete);
  const parsed = schema.safeParse(environment);
  const problems = [...problemsOfFiles];
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`));

  const external = environment.DATABASE_URL !== undefined;
  const needsDatabase = needs.database || isOnVercel(environment);
  if (!external && needsDatabase) problems.push("DATABASE_URL is required: no PostgreSQL comes with this installation");
  if ((external || needsDatabase) && environment.AUTH_SECRET === undefined)
    problems.push("AUTH_SECRET is required with a database of your own (try: openssl rand -base64 33)");
  const withoutUse = [
    "DATABASE_PASSWORD",
    "DATABASE_POOL_MODE",
    "MIGRATION_DATABASE_URL",
    "MIGRATION_DATABASE_PASSWORD",
  ];
  for (const name of withoutUse.filter((name) => !external && environment[name] !== undefined))
    problems.push(`${name} is of no use without DATABASE_URL`);
  if (parsed.success) problems.push(...problemsOfPooling(parsed.data));
  problems.push(...problemsOnVercel(environment));
  if (needs.administrator) problems.push(...problemsOfFirstAdministrator(environment));

  if (parsed.success && parsed.data.INSECURE_FAST_SIGN_IN && !isLoopback(urlOf(parsed.data)))
    problems.push("INSECURE_FAST_SIGN_IN is for tests alone; remove it, because APP_URL is not on localhost");
  problems.push(...problemsOfMail(environment));
  if (
    parsed.success &&
    !parsed.data.FORWARD_AUTH_ORIGINS.every((origin) => sharesCookies(new URL(origin), urlOf(parsed.data)))
  )
    problems.push("FORWARD_AUTH_ORIGINS must have the scheme and host of APP_URL: its cookie reaches no other host");
  problems.push(...problemsOfFederation(environment));

  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  const identityProvider = identityProviderOf(env);
  const databaseUrl = addressOf(env.DATABASE_URL, env.DATABASE_PASSWORD);
  return {
    databaseUrl,
    migrationDatabaseUrl: addressOf(env.MIGRATION_DATABASE_URL, env.MIGRATION_DATABASE_PASSWORD) ?? databaseUrl,
    poolMode: poolModeOf(env),
    dataDir: env.DATA_DIR,
    port: env.PORT,
    appUrl: urlOf(env),
    authSecrets: env.AUTH_SECRET,
    adminEmail: env.ADMIN_EMAIL,
    adminPassword: env.ADMIN_PASSWORD,
    lockAfter: env.LOCK_AFTER,
    passwordMinLength: env.PASSWORD_MIN_LENGTH,
    bcryptCost: env.BCRYPT_COST ?? (env.INSECURE_FAST_SIGN_IN ? INSECURE_BCRYPT_COST : BCRYPT_COST),
    delaysFailures: !env.INSECURE_FAST_SIGN_IN,
    singleUsePasswordHours: env.SINGLE_USE_PASSWORD_HOURS,
    sessionIdleMinutes: env.SESSION_IDLE_MINUTES,
    sessionMaxHours: env.SESSION_MAX_HOURS,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    mail: mailOf(env),
    activationLinkHours: env.ACTIVATION_LINK_HOURS,
    resetLinkMinutes: env.RESET_LINK_MINUTES,
    forgotLinkMinutes: env.FORGOT_LINK_MINUTES,
    anonymousEventDays: env.ANONYMOUS_EVENT_DAYS,
    cronSecret: env.CRON_SECRET,
    serverless: env.VERCEL !== undefined,
    forwardAuthOrigins: env.FORWARD_AUTH_ORIGINS,
    identityProvider,
    federation: env.OIDC_TEST_MODE ? undefined : identityProvider,
    development: env.NODE_ENV === "development",
  };
}

/** Half of what a provider needs is a mistake, not a wish to have none. */
function problemsOfFederation(environment: Environment): string[] {
  const isSet = (name: string) => ![undefined, "false"].includes(environment[name]);
  const needed = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"];
  if (isSet("OIDC_ISSUER"))
    return needed.filter((name) => !isSet(name)).map((name) => `${name} is required when OIDC_ISSUER is set`);
  return [...needed, "OIDC_NAME", "OIDC_TRUST_EMAIL", "OIDC_TEST_MODE"]
    .filter(isSet)
    .map((name) => `${name} is of no use without OIDC_ISSUER`);
}

function identityProviderOf(env: z.output<typeof schema>): IdentityProvider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return undefined;
  const name = env.OIDC_NAME ?? new URL(issuer).host;
  return { issuer, clientId, clientSecret, name, trustEmail: env.OIDC_TRUST_EMAIL };
}

/** Half of what outgoing mail needs is a mistake, not a wish to have none. */
function problemsOfMail(environment: Environment): string[] {
  const isSet = (name: string) => environment[name] !== undefined;
  const transports = ["RESEND_API_KEY", "SMTP_URL"].filter(isSet);
  const problems: string[] = [];
  if (transports.length > 1) problems.push("RESEND_API_KEY and SMTP_URL are two ways to send mail; set one of them");
  if (isSet("MAIL_FROM") && transports.length === 0)
    problems.push("MAIL_FROM is of no use without RESEND_API_KEY or SMTP_URL");
  if (!isSet("MAIL_FROM") && transports.length > 0)
    problems.push(`MAIL_FROM is required with ${transports.join(" and ")}`);
  if (isSet("RESEND_BASE_URL") && !isSet("RESEND_API_KEY"))
    problems.push("RESEND_BASE_URL is of no use without RESEND_API_KEY");
  return problems;
}

function mailOf(env: z.output<typeof schema>): MailConfig | undefined {
  const { MAIL_FROM: from, RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl, SMTP_URL: url } = env;
  if (!from) return undefined;
  if (apiKey) return { from, transport: { kind: "resend", apiKey, baseUrl } };
  return url && { from, transport: { kind: "smtp", url } };
}

/** An address of the database with its password. One that has a password of its own keeps it. */
function addressOf(address: string | undefined, password: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const url = new URL(forDriver(address));
  if (url.password || !password) return forDriver(address);
  url.password = encodeURIComponent(password);
  return url.href;
}

type DatabaseVariables = Pick<
  z.output<typeof schema>,
  "DATABASE_POOL_MODE" | "DATABASE_URL" | "MIGRATION_DATABASE_URL"
>;

const poolModeOf = ({ DATABASE_POOL_MODE, DATABASE_URL }: DatabaseVariables): PoolMode =>
  DATABASE_POOL_MODE ?? (DATABASE_URL && isTransactionPooler(DATABASE_URL) ? "transaction" : "session");

/** Migrations, and whoever waits for notifications, hold on to their connection. */
function problemsOfPooling(env: DatabaseVariables): string[] {
  if (!env.DATABASE_URL || poolModeOf(env) === "session") return [];
  const { MIGRATION_DATABASE_URL: direct } = env;
  if (!direct)
    return ["MIGRATION_DATABASE_URL is required, as a direct connection: DATABASE_URL is a transaction pooler's"];
  return isTransactionPooler(direct) ? ["MIGRATION_DATABASE_URL must be a direct connection, not a pooler's"] : [];
}

/** While an identity provider signs people in, the first administrator has no password. */
function problemsOfFirstAdministrator(environment: Environment): string[] {
  const isSet = (name: string) => environment[name] !== undefined;
  const isFederated = isSet("OIDC_ISSUER") && environment.OIDC_TEST_MODE !== "true";
  return ["ADMIN_EMAIL", ...(isFederated ? [] : ["ADMIN_PASSWORD"])]
    .filter((name) => !isSet(name))
    .map((name) => `${name} is required as long as there is no account`);
}

const urlOf = ({ APP_URL, PORT }: Pick<z.output<typeof schema>, "APP_URL" | "PORT">): URL =>
  APP_URL ?? new URL(`http://localhost:${PORT}`);

/** Cookies belong to a host, whatever the port (RFC 6265, 8.5). */
const sharesCookies = (one: URL, other: URL): boolean =>
  one.protocol === other.protocol && one.hostname === other.hostname;

let current: Config | undefined;

/**
 * The configuration of this process, read once.
 * @throws ConfigError when the environment is not usable.
 */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}

/**
 * Reads the configuration at a start.
 * @throws ConfigError when the environment is not usable, or lacks what this installation needs.
 */
export function loadConfig(needs: Needs): void {
  current = parseConfig(process.env, needs);
}

/**
 * Completes the environment with what the start generated (the embedded server's address, its secrets),
 * before anything has asked for the configuration.
 */
export function completeEnvironment(generated: Readonly<Record<string, string>>): void {
  Object.assign(process.env, generated);
  current = undefined;
}
