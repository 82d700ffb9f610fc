import * as z from "zod";
import { type Environment, SECRET_HINT } from "./fields.ts";

export type PoolMode = "session" | "transaction";

export type DatabaseConfig = Readonly<{
  databaseUrl: string | undefined;
  /** A direct connection that may change the schema. */
  migrationDatabaseUrl: string | undefined;
  poolMode: PoolMode;
}>;

const postgresUrl = z
  .string()
  .refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), "must be a postgres:// URL");

export const databaseVariables = {
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_PASSWORD: z.string().optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_PASSWORD: z.string().optional(),
  DATABASE_POOL_MODE: z.enum(["session", "transaction"], "must be session or transaction").optional(),
};

const variables = z.object(databaseVariables);

type Variables = z.output<typeof variables>;

export function databaseConfig(env: Variables): DatabaseConfig {
  const databaseUrl = connectionUrl(env.DATABASE_URL, env.DATABASE_PASSWORD);
  return {
    databaseUrl,
    migrationDatabaseUrl: connectionUrl(env.MIGRATION_DATABASE_URL, env.MIGRATION_DATABASE_PASSWORD) ?? databaseUrl,
    poolMode: poolModeOf(env),
  };
}

/** @param isRequired whether this installation has no embedded PostgreSQL */
export function databaseProblems(environment: Environment, isRequired: boolean): string[] {
  const isExternal = environment.DATABASE_URL !== undefined;
  const problems: string[] = [];
  if (!isExternal && isRequired)
    problems.push("DATABASE_URL is required: this installation has no embedded PostgreSQL");
  if ((isExternal || isRequired) && environment.AUTH_SECRET === undefined)
    problems.push(`AUTH_SECRET is required with an external database (${SECRET_HINT})`);
  const unused = isExternal ? [] : Object.keys(databaseVariables).filter((name) => environment[name] !== undefined);
  problems.push(...unused.map((name) => `${name} has no effect without DATABASE_URL`));
  const { data } = variables.safeParse(environment);
  return data ? [...problems, ...poolingProblems(data)] : problems;
}

/** Migrations, and listeners for notifications, hold on to their connection. */
function poolingProblems(env: Variables): string[] {
  if (!env.DATABASE_URL || poolModeOf(env) === "session") return [];
  const { MIGRATION_DATABASE_URL: direct } = env;
  if (!direct)
    return [
      "MIGRATION_DATABASE_URL is required: DATABASE_URL goes through a transaction pooler, and migrations need a direct connection",
    ];
  return isTransactionPooler(direct)
    ? ["MIGRATION_DATABASE_URL must be a direct connection, not a transaction pooler"]
    : [];
}

const poolModeOf = ({ DATABASE_POOL_MODE, DATABASE_URL }: Variables): PoolMode =>
  DATABASE_POOL_MODE ?? (DATABASE_URL && isTransactionPooler(DATABASE_URL) ? "transaction" : "session");

/** Of Neon, Supabase or Prisma. */
function isTransactionPooler(address: string): boolean {
  const { hostname, port, searchParams } = new URL(address);
  if (searchParams.get("pgbouncer") === "true") return true;
  if (/^[^.]+-pooler\./.test(hostname)) return true;
  return port === "6543" && /\.(pooler\.supabase\.com|supabase\.co)$/.test(hostname);
}

/** Parameters for libpq and Prisma. The driver would pass them on to the server, which refuses unknown ones. */
const FOREIGN_PARAMETERS = ["channel_binding", "pgbouncer", "connection_limit", "pool_timeout", "supa"];

function connectionUrl(address: string | undefined, password: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const url = new URL(address);
  const foreign = FOREIGN_PARAMETERS.filter((name) => url.searchParams.has(name));
  const needsPassword = password && !url.password;
  if (foreign.length === 0 && !needsPassword) return address;
  for (const name of foreign) url.searchParams.delete(name);
  if (needsPassword) url.password = encodeURIComponent(password);
  return url.href;
}
