import { existsSync } from "node:fs";
import { loadConfig, type Needs } from "#lib/config/index.ts";

/**
 * Completes the environment from `.env`, when there is one, and checks all of it.
 * @throws ConfigError that lists every problem.
 */
export function loadEnvironment(needs: Needs = {}): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1" });
  loadConfig(needs);
}
