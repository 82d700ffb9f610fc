import { runStages, type Stage, vitest } from "#tests/steps.ts";
import { usageError } from "./command.ts";

/** The commands of each step. Stages run one after the other, fast ones first. A step of its own stage uses two processors. */
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

/** Run only on request, by `npm run test:vercel`: one for each of Vercel's ways to build. */
const EXTRA_STAGES: readonly Stage[] = [
  { vercel: [vitest("vercel")] },
  { "vercel-adapter": [vitest("vercel-adapter")] },
];

const namesOf = (stages: readonly Stage[]) => stages.flatMap((stage) => Object.keys(stage));
const all = [...STAGES, ...EXTRA_STAGES];
const requested = process.argv.slice(2);
if (requested.some((name) => !namesOf(all).includes(name)))
  usageError(`npm test [-- STEP ...]   (steps: ${namesOf(STAGES).join(", ")})`);
process.exitCode = (await runStages(all, requested.length > 0 ? requested : namesOf(STAGES))) ? 0 : 1;
