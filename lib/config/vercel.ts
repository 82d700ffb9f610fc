type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this is a deployment, or a build, on Vercel. */
export const isOnVercel = ({ VERCEL }: Environment): boolean => VERCEL !== undefined;

/**
 * Completes an environment on Vercel, in which nothing is empty, with what Vercel and Neon's integration tell there.
 * What is set counts.
 */
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

/** A preview is reached at an address of its own, and takes forms from no other. */
const hostOf = ({ VERCEL_ENV, ...told }: Environment): string | undefined =>
  VERCEL_ENV === "preview" ? (told.VERCEL_BRANCH_URL ?? told.VERCEL_URL) : told.VERCEL_PROJECT_PRODUCTION_URL;

/** What a completed environment lacks, or holds too much, on Vercel alone: a sentence for each. */
export function problemsOnVercel(environment: Environment): string[] {
  if (!isOnVercel(environment)) return [];
  const problems: string[] = [];
  if (environment.APP_URL === undefined)
    problems.push("APP_URL is required: this project does not expose Vercel's system environment variables");
  if (environment.CRON_SECRET === undefined)
    problems.push("CRON_SECRET is required on Vercel (try: openssl rand -base64 33)");
  // Vercel overwrites what a proxy in front of it writes, so that hops cannot be counted there.
  if (![undefined, "0"].includes(environment.TRUSTED_PROXY_HOPS))
    problems.push("TRUSTED_PROXY_HOPS is of no use on Vercel, which itself says where a request comes from");
  if (environment.VERCEL_ENV === "preview" && environment.PREVIEW_HAS_OWN_DATABASE !== "true")
    problems.push(
      "PREVIEW_HAS_OWN_DATABASE must be true in a preview, once DATABASE_URL there is not that of production: a preview migrates its database and sends the emails that wait in it",
    );
  return problems;
}
