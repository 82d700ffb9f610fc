import { ConfigError, type Needs, parseConfig } from "#lib/config/index.ts";

/** The problems of an environment, one sentence each. */
export function problemsOf(environment: Readonly<Record<string, string>>, needs?: Needs): readonly string[] {
  try {
    parseConfig(environment, needs);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
