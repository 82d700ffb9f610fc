import { existsSync } from "node:fs";
import { config } from "#lib/config.ts";

/**
 * Completes the environment from `.env`, when there is one, and checks all of it.
 * @throws ConfigError that lists every problem.
 */
export function loadEnvironment(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1" });
  config();
}
