import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { testResults } from "#tests/junit.ts";
import { misuse } from "./command.ts";

const reports = mkdtempSync(join(tmpdir(), "gatehouse-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));
const reportOf = (step: string) => join(reports, `${step}.xml`);

type Command = readonly [program: string, ...args: string[]];

const vitest = (project: string): Command => [
  "node_modules/vitest/vitest.mjs",
  ...["run", "--project", project, "--reporter=default", "--reporter=junit", `--outputFile.junit=${reportOf(project)}`],
];

const STEPS: Readonly<Record<string, readonly Command[]>> = {
  lint: [["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"]],
  types: [
    ["node_modules/next/dist/bin/next", "typegen"],
    ["node_modules/typescript/bin/tsc", "--noEmit"],
  ],
  unit: [vitest("unit")],
  build: [["tests/prepare.ts"]],
  db: [vitest("db")],
  http: [vitest("http")],
  platform: [vitest("platform")],
  browser: [["node_modules/@playwright/test/cli.js", "test", "--reporter=list,junit"]],
};

/** What is quick to fail comes first. The lanes of a stage run side by side, and each runs its steps in order. */
const STAGES = [
  [["lint"], ["types"], ["unit"]],
  [["build"], ["db"]],
  [["http"], ["platform", "browser"]],
];

const SLOWEST = 10;

const asked = process.argv.slice(2);
const names = Object.keys(STEPS);
if (asked.some((name) => !names.includes(name))) misuse(`Usage: npm test [-- STEP ...]   (steps: ${names.join(", ")})`);

const running = new Set<ChildProcess>();
// Ctrl-C in a terminal reaches the test runners without our help, SIGTERM does not; they clean up after the former.
process.on("SIGINT", () => {}).on("SIGTERM", () => running.forEach((child) => void child.kill("SIGINT")));

const durations: string[] = [];
let passed = true;
for (const stage of STAGES) passed &&= (await Promise.all(stage.map(runLane))).every(Boolean);
summarize();
process.exit(passed ? 0 : 1);

async function runLane(lane: readonly string[]): Promise<boolean> {
  for (const step of lane) {
    if ((asked.length === 0 || asked.includes(step)) && !(await runStep(step))) return false;
  }
  return true;
}

async function runStep(name: string): Promise<boolean> {
  const start = performance.now();
  let code = 0;
  for (const command of STEPS[name] ?? []) code ||= await run(name, command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  durations.push(`${name.padEnd(8)} ${seconds.padStart(6)} s${code === 0 ? "" : "   FAILED"}`);
  return code === 0;
}

async function run(name: string, command: Command): Promise<number> {
  const variables = { NEXT_TELEMETRY_DISABLED: "1", PLAYWRIGHT_JUNIT_OUTPUT_FILE: reportOf(name) };
  const child = spawn(process.execPath, command, {
    stdio: ["inherit", "pipe", "pipe"],
    env: { ...process.env, ...variables },
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on("line", (line) => console.log(`${name.padEnd(8)} ${line}`));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  running.delete(child);
  return code ?? 1;
}

/** Prints how long each step took, the slowest tests, and how many passed. */
function summarize(): void {
  const results = names
    .filter((step) => existsSync(reportOf(step)))
    .flatMap((step) => testResults(readFileSync(reportOf(step), "utf8")).map((result) => ({ step, ...result })));
  const slowest = results.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST);
  const count = results.filter((result) => result.passed).length;
  console.log(`\n${durations.join("\n")}\n\nThe slowest tests:`);
  for (const { step, title, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(6)} s  ${step}: ${title}`);
  console.log(`\n${count} passed, ${results.length - count} failed`);
}
