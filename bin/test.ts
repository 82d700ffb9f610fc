import { runStages, type Stage, vitest } from "#tests/steps.ts";
import { usageError } from "./command.ts";

/**
 * The commands of each step. What is quick to fail comes first: a stage waits for the one before. A step that is alone in
 * its stage keeps two processors busy by itself.
 */
const STAGES: readonly Stage[] = [
  {
    lint: ["node_modules/@biomejs/biome/bin/biome check --error-on-warnings"],
    types: ["node_modules/next/dist/bin/next typegen", "node_modules/typescript/bin/tsc --noEmit"],
    unit: [vitest("unit")],
  },
  { build: ["tests/prepare.ts"] },
  { db: [vitest("db")] },
  { http: [vitest("http")], platform: [vitest("platform")] },
  { browser: ["node_modules/@playwright/test/cli.js test --reporter=list,junit"] },
];

const names = STAGES.flatMap((stage) => Object.keys(stage));
const asked = process.argv.slice(2);
if (asked.some((name) => !names.includes(name))) usageError(`npm test [-- STEP ...]   (steps: ${names.join(", ")})`);
process.exitCode = (await runStages(STAGES, asked.length > 0 ? asked : names)) ? 0 : 1;
