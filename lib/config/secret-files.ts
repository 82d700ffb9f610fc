import { readFileSync } from "node:fs";
import type { Environment } from "./fields.ts";

/** Variables that can also be given as NAME_FILE, a file that an orchestrator mounts. */
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

/** A variable wins over its file, which is then not read. */
export function withSecretFiles(environment: Environment): { environment: Environment; problems: readonly string[] } {
  const secrets: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of SECRETS) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || environment[name] !== undefined) continue;
    try {
      const content = readFileSync(file, "utf8").trim();
      if (content === "") problems.push(`${name}_FILE points to an empty file`);
      else secrets[name] = content;
    } catch (error) {
      problems.push(`${name}_FILE points to a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return { environment: { ...environment, ...secrets }, problems };
}
