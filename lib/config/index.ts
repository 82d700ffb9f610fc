import * as z from "zod";
import { OperatorError } from "#db/operator-error.ts";
import { type DatabaseConfig, databaseConfig, databaseProblems, databaseVariables } from "./database.ts";
import {
  type Environment,
  flag,
  httpUrl,
  integer,
  list,
  requiredInteger,
  SECRET_HINT,
  SECRET_MIN_LENGTH,
} from "./fields.ts";
import { isLoopback } from "./loopback.ts";
import { type MailConfig, mailConfig, mailProblems, mailVariables } from "./mail.ts";
import { type FederationConfig, federationConfig, federationProblems, oidcVariables } from "./oidc.ts";
import { withSecretFiles } from "./secret-files.ts";
import { isOnVercel, vercelProblems, withVercelDefaults } from "./vercel.ts";

/** No other folder reads `process.env`. */
export type Config = DatabaseConfig &
  FederationConfig &
  Readonly<{
    dataDir: string;
    port: number;
    /** The only origin that links are built from and that forms are accepted from. */
    appUrl: URL;
    trustedProxyHops: number;
    /** Of products behind forward auth, to which signing in may return. */
    forwardAuthOrigins: readonly string[];
    /** Newest first: the first one signs, all of them verify. Empty until the embedded server generates one. */
    authSecrets: readonly string[];
    adminEmail: string;
    adminPassword: string | undefined;
    lockAfter: number;
    passwordMinLength: number;
    bcryptCost: number;
    delaysFailures: boolean;
    singleUsePasswordHours: number;
    sessionIdleMinutes: number;
    sessionMaxHours: number;
    /** `undefined` while outgoing mail is off. */
    mail: MailConfig | undefined;
    activationLinkHours: number;
    resetLinkMinutes: number;
    forgotLinkMinutes: number;
    /** How long audit events that concern no account are retained. */
    anonymousEventDays: number;
    cronSecret: string | undefined;
    /** No process stays alive between requests. */
    serverless: boolean;
    /** Hot reloading, for which the browser must allow more. */
    development: boolean;
  }>;

const BCRYPT_COST = 12;
/** The lowest that bcrypt supports. */
const INSECURE_BCRYPT_COST = 4;

const appUrl = httpUrl
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === "/" && !url.search && !url.hash && !url.username, {
    message: "must contain only a scheme, a host and a port",
  });

const forwardAuthOrigins = list
  .refine((origins) => origins.every(isOrigin), {
    message:
      "must be a comma-separated list of origins, such as https://example.com:8443 (http:// is allowed for localhost only)",
  })
  .transform((origins) => origins.map((origin) => new URL(origin).origin))
  .default([]);

const isOrigin = (text: string): boolean =>
  httpUrl.safeParse(text).success && new URL(text).href === `${new URL(text).origin}/`;

const PLACEHOLDER = /change.?me|placeholder|example|your.?secret|insecure|^(.)\1+$/i;

const authSecrets = list
  .refine((secrets) => secrets.length > 0, "must not be empty")
  .refine((secrets) => secrets.every((secret) => secret.length >= SECRET_MIN_LENGTH), {
    message: `must have at least ${SECRET_MIN_LENGTH} characters in each of its comma-separated secrets (${SECRET_HINT})`,
  })
  .refine((secrets) => !secrets.some((secret) => PLACEHOLDER.test(secret)), {
    message: `is a placeholder (${SECRET_HINT})`,
  })
  .default([]);

const schema = z.object({
  ...databaseVariables,
  DATA_DIR: z.string().default(".data"),
  PORT: integer(3000, 1, 65_535),
  APP_URL: appUrl.optional(),
  TRUSTED_PROXY_HOPS: integer(0, 0, 10),
  FORWARD_AUTH_ORIGINS: forwardAuthOrigins,
  AUTH_SECRET: authSecrets,
  ADMIN_EMAIL: z.email("must be an email address").default("admin@example.com"),
  ADMIN_PASSWORD: z
    .string()
    .min(8, "must have at least 8 characters")
    .max(128, "must have at most 128 characters")
    .optional(),
  LOCK_AFTER: integer(10, 1, 100),
  PASSWORD_MIN_LENGTH: integer(8, 8, 64),
  BCRYPT_COST: requiredInteger(10, 16).optional(),
  INSECURE_FAST_SIGN_IN: flag,
  SINGLE_USE_PASSWORD_HOURS: integer(24, 1, 720),
  SESSION_IDLE_MINUTES: integer(30, 1, 10_080),
  SESSION_MAX_HOURS: integer(12, 1, 720),
  ...mailVariables,
  ACTIVATION_LINK_HOURS: integer(24, 1, 720),
  RESET_LINK_MINUTES: integer(60, 5, 10_080),
  FORGOT_LINK_MINUTES: integer(15, 5, 1440),
  ANONYMOUS_EVENT_DAYS: integer(90, 1, 3650),
  CRON_SECRET: z
    .string()
    .min(SECRET_MIN_LENGTH, `must have at least ${SECRET_MIN_LENGTH} characters (${SECRET_HINT})`)
    .optional(),
  ...oidcVariables,
  VERCEL: z.string().optional(),
  PREVIEW_HAS_OWN_DATABASE: flag,
  NODE_ENV: z.string().optional(),
});

type Variables = z.output<typeof schema>;

export type Needs = Readonly<{
  database?: boolean;
  /** A generated password of the first administrator could not be shown. */
  administrator?: boolean;
}>;

export class ConfigError extends OperatorError {
  override name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid environment variables:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** @throws ConfigError with every problem at once */
export function parseConfig(variables: Environment, needs: Needs = {}): Config {
  const { environment: withSecrets, problems: fileProblems } = withSecretFiles(withoutEmpty(variables));
  const environment = withVercelDefaults(withSecrets);
  const parsed = schema.safeParse(environment);
  const problems = [
    ...fileProblems,
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}`),
    ...databaseProblems(environment, needs.database || isOnVercel(environment)),
    ...(parsed.success ? originProblems(parsed.data) : []),
    ...mailProblems(environment),
    ...federationProblems(environment),
    ...vercelProblems(environment),
    ...(needs.administrator ? administratorProblems(environment) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return {
    ...databaseConfig(env),
    ...federationConfig(env),
    dataDir: env.DATA_DIR,
    port: env.PORT,
    appUrl: appUrlOf(env),
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    forwardAuthOrigins: env.FORWARD_AUTH_ORIGINS,
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
    mail: mailConfig(env),
    activationLinkHours: env.ACTIVATION_LINK_HOURS,
    resetLinkMinutes: env.RESET_LINK_MINUTES,
    forgotLinkMinutes: env.FORGOT_LINK_MINUTES,
    anonymousEventDays: env.ANONYMOUS_EVENT_DAYS,
    cronSecret: env.CRON_SECRET,
    serverless: isOnVercel(environment),
    development: env.NODE_ENV === "development",
  };
}

/** An empty value means "not set", as in `FOO=` of an env file. */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ""));

const appUrlOf = ({ APP_URL, PORT }: Variables): URL => APP_URL ?? new URL(`http://localhost:${PORT}`);

function originProblems(env: Variables): string[] {
  const url = appUrlOf(env);
  const problems: string[] = [];
  if (env.INSECURE_FAST_SIGN_IN && !isLoopback(url))
    problems.push("INSECURE_FAST_SIGN_IN is for tests only: remove it, because APP_URL is not on localhost");
  if (!env.FORWARD_AUTH_ORIGINS.every((origin) => sharesCookies(new URL(origin), url)))
    problems.push(
      "FORWARD_AUTH_ORIGINS must have the scheme and host of APP_URL: the session cookie is not sent to other hosts",
    );
  return problems;
}

/** Cookies belong to a host, whatever the port (RFC 6265, 8.5). */
const sharesCookies = (one: URL, other: URL): boolean =>
  one.protocol === other.protocol && one.hostname === other.hostname;

/** Under federation the first administrator has no password. */
function administratorProblems(environment: Environment): string[] {
  const isFederated = environment.OIDC_ISSUER !== undefined && environment.OIDC_TEST_MODE !== "true";
  return ["ADMIN_EMAIL", ...(isFederated ? [] : ["ADMIN_PASSWORD"])]
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name} is required until there is an account`);
}

let current: Config | undefined;

/** @throws ConfigError */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}

/** Parses the environment again, with the needs of this start. @throws ConfigError */
export function loadConfig(needs: Needs): void {
  current = parseConfig(process.env, needs);
}

/** Adds what a start generated, such as the embedded server's address, before `config()` is called. */
export function completeEnvironment(generated: Readonly<Record<string, string>>): void {
  Object.assign(process.env, generated);
  current = undefined;
}
