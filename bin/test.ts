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

/** What runs when it is asked for: `npm run test:vercel` does, on a deployment made in either way that Vercel has. */
const EXTRA_STAGES: readonly Stage[] = [
  { vercel: [vitest("vercel")] },
  { "vercel-adapter": [vitest("vercel-adapter")] },
];

const namesOf = (stages: readonly Stage[]) => stages.flatMap((stage) => Object.keys(stage));
const all = [...STAGES, ...EXTRA_STAGES];
const asked = process.argv.slice(2);
if (asked.some((name) => !namesOf(all).includes(name)))
  usageError(`npm test [-- STEP ...]   (steps: ${namesOf(STAGES).join(", ")})`);
process.exitCode = (await runStages(all, asked.length > 0 ? asked : namesOf(STAGES))) ? 0 : 1;
