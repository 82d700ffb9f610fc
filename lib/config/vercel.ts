import { type Environment, SECRET_HINT } from "./fields.ts";

export const isOnVercel = ({ VERCEL }: Environment): boolean => VERCEL !== undefined;

/** What the operator sets wins. */
export function withVercelDefaults(environment: Environment): Environment {
  if (!isOnVercel(environment)) return environment;
  const { APP_URL, DATABASE_URL, DATABASE_URL_UNPOOLED, MIGRATION_DATABASE_URL } = environment;
  const host = hostOf(environment);
  return {
    ...environment,
    APP_URL: APP_URL ?? (host && `https://${host}`),
    MIGRATION_DATABASE_URL: MIGRATION_DATABASE_URL ?? (DATABASE_URL && DATABASE_URL_UNPOOLED),
  };
}

/** A preview has its own address, and accepts forms from no other. */
const hostOf = ({ VERCEL_ENV, ...provided }: Environment): string | undefined =>
  VERCEL_ENV === "preview"
    ? (provided.VERCEL_BRANCH_URL ?? provided.VERCEL_URL)
    : provided.VERCEL_PROJECT_PRODUCTION_URL;

export function vercelProblems(environment: Environment): string[] {
  if (!isOnVercel(environment)) return [];
  const problems: string[] = [];
  if (environment.APP_URL === undefined)
    problems.push("APP_URL is required: this project does not expose Vercel's system environment variables");
  if (environment.CRON_SECRET === undefined) problems.push(`CRON_SECRET is required on Vercel (${SECRET_HINT})`);
  // Vercel overwrites the headers of a proxy in front of it, so hops cannot be counted there.
  if (![undefined, "0"].includes(environment.TRUSTED_PROXY_HOPS))
    problems.push("TRUSTED_PROXY_HOPS has no effect on Vercel, which reports the client's address itself");
  if (environment.VERCEL_ENV === "preview" && environment.PREVIEW_HAS_OWN_DATABASE !== "true")
    problems.push(
      "PREVIEW_HAS_OWN_DATABASE must be true in a preview, whose DATABASE_URL must not be the production database: a preview migrates its database and sends the emails queued in it",
    );
  return problems;
}
