type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): value is string => Boolean(value?.trim());

/** Whether this is a deployment, or a build, on Vercel. */
export const isOnVercel = ({ VERCEL }: Environment): boolean => isSet(VERCEL);

/** Completes an environment on Vercel with what Vercel and Neon's integration tell there; what is set counts. */
export function withVercelDefaults(environment: Environment): Environment {
  if (!isOnVercel(environment)) return environment;
  const { APP_URL, DATABASE_URL, DATABASE_URL_UNPOOLED, MIGRATION_DATABASE_URL } = environment;
  const host = hostOf(environment);
  return {
    ...environment,
    APP_URL: isSet(APP_URL) ? APP_URL : host && `https://${host}`,
    MIGRATION_DATABASE_URL:
      isSet(MIGRATION_DATABASE_URL) || !isSet(DATABASE_URL) ? MIGRATION_DATABASE_URL : DATABASE_URL_UNPOOLED,
  };
}

/** A preview is reached at an address of its own, and takes forms from no other. */
function hostOf({ VERCEL_ENV, ...told }: Environment): string | undefined {
  const candidates =
    VERCEL_ENV === "preview" ? [told.VERCEL_BRANCH_URL, told.VERCEL_URL] : [told.VERCEL_PROJECT_PRODUCTION_URL];
  return candidates.find(isSet);
}

/** What a completed environment lacks, or holds too much, on Vercel alone: a sentence for each. */
export function problemsOnVercel(environment: Environment): string[] {
  if (!isOnVercel(environment)) return [];
  const problems: string[] = [];
  if (!isSet(environment.APP_URL))
    problems.push("APP_URL is required: this project does not expose Vercel's system environment variables");
  if (!isSet(environment.CRON_SECRET))
    problems.push("CRON_SECRET is required on Vercel (try: openssl rand -base64 33)");
  // Vercel overwrites what a proxy in front of it writes, so that hops cannot be counted there.
  if (isSet(environment.TRUSTED_PROXY_HOPS) && environment.TRUSTED_PROXY_HOPS.trim() !== "0")
    problems.push("TRUSTED_PROXY_HOPS is of no use on Vercel, which itself says where a request comes from");
  if (environment.VERCEL_ENV === "preview" && environment.PREVIEW_HAS_OWN_DATABASE?.trim() !== "true")
    problems.push(
      "PREVIEW_HAS_OWN_DATABASE must be true in a preview, once DATABASE_URL there is not that of production: a preview migrates its database and sends the emails that wait in it",
    );
  return problems;
}
