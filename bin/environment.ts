import { existsSync } from "node:fs";
import { loadConfig, type Needs } from "#lib/config/index.ts";

/** Loads `.env`, if there is one, and validates the environment. @throws ConfigError */
export function loadEnvironment(needs: Needs = {}): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1" });
  loadConfig(needs);
}
