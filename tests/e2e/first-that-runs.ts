import { spawnSync } from "node:child_process";

/**
 * Of several places where a program may be, the first where it runs.
 * @param version the option with which it says its version and ends
 */
export const firstThatRuns = (candidates: readonly (string | undefined)[], version: string): string | undefined =>
  candidates.find((path) => path && spawnSync(path, [version], { stdio: "ignore" }).status === 0);
