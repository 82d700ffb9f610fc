import { readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/** What an orchestrator may hand over as a mounted file, named by the variable with `_FILE` behind its name. */
const SECRETS = [
  "DATABASE_URL",
  "DATABASE_PASSWORD",
  "MIGRATION_DATABASE_URL",
  "MIGRATION_DATABASE_PASSWORD",
  "AUTH_SECRET",
  "ADMIN_PASSWORD",
  "RESEND_API_KEY",
  "SMTP_URL",
  "CRON_SECRET",
  "OIDC_CLIENT_SECRET",
];

/**
 * Completes an environment, in which nothing is empty, with the secrets that are in files. A variable that is set itself
 * counts, and its file is not read.
 * @returns the environment, with a sentence for each file that cannot be read or is empty
 */
export function withSecretFiles(environment: Environment): { environment: Environment; problems: readonly string[] } {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of SECRETS) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || environment[name] !== undefined) continue;
    try {
      const content = readFileSync(file, "utf8").trim();
      if (content === "") problems.push(`${name}_FILE names a file that is empty`);
      else read[name] = content;
    } catch (error) {
      problems.push(`${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return { environment: { ...environment, ...read }, problems };
}
