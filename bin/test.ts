import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "#tests/programs/chromium.ts";
import { ensureNginx } from "#tests/programs/nginx.ts";
import { buildWhenStale } from "./build.ts";
import { misuse } from "./command.ts";
import { Failure, report } from "./failure.ts";

type Count = Readonly<{ passed: number; failed: number }>;

const NONE: Count = { passed: 0, failed: 0 };

/** In this order, because what is quick to fail comes first. */
const STEPS: Readonly<Record<string, () => Promise<Count>>> = {
  async check() {
    await node("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]);
    return NONE;
  },
  async types() {
    await node("next/dist/bin/next", ["typegen"]);
    await node("typescript/bin/tsc", ["--noEmit"]);
    return NONE;
  },
  unit: () => vitest("unit"),
  db: () => vitest("db"),
  async build() {
    await buildWhenStale();
    return NONE;
  },
  async e2e() {
    await buildWhenStale();
    return playwright();
  },
};

const reports = mkdtempSync(join(tmpdir(), "gatehouse-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));

Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1" });
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in STEPS));
if (unknown.length > 0) misuse(`Usage: npm test [-- STEP ...]   (steps: ${Object.keys(STEPS).join(", ")})`);

try {
  await runSteps(Object.keys(STEPS).filter((name) => asked.length === 0 || asked.includes(name)));
} catch (error) {
  report(error);
  process.exit(1);
}

async function runSteps(names: readonly string[]): Promise<void> {
  if (names.includes("e2e")) {
    ensureChromium();
    ensureNginx();
  }
  const durations: string[] = [];
  const total = { passed: 0, failed: 0 };
  for (const name of names) {
    console.log(`\n── ${name} ──`);
    const start = performance.now();
    const { passed, failed } = await runStep(name);
    total.passed += passed;
    total.failed += failed;
    durations.push(`${name.padEnd(6)}${((performance.now() - start) / 1000).toFixed(1).padStart(7)} s`);
  }
  console.log(`\n${durations.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
}

async function runStep(name: string): Promise<Count> {
  try {
    return (await STEPS[name]?.()) ?? NONE;
  } catch (error) {
    report(error);
    throw new Failure(`\n${name} is red.`);
  }
}

async function vitest(project: string): Promise<Count> {
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  await node("vitest/vitest.mjs", ["run", "--project", project, ...reporters]);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: numPassedTests, failed: numFailedTests };
}

async function playwright(): Promise<Count> {
  const file = join(reports, "e2e.json");
  await node("@playwright/test/cli.js", ["test", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const { expected, unexpected } = JSON.parse(readFileSync(file, "utf8")).stats;
  return { passed: expected, failed: unexpected };
}

/**
 * Runs one of the installed programs. Ctrl-C in a terminal reaches it without our help, SIGTERM does not; and the
 * test runners clear up after an interruption only.
 */
async function node(program: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join("node_modules", program), ...args], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const pass = () => child.kill("SIGINT");
  const wait = () => {};
  process.on("SIGTERM", pass).on("SIGINT", wait);
  const code = await new Promise((resolve) => child.once("close", resolve));
  process.off("SIGTERM", pass).off("SIGINT", wait);
  if (code !== 0) throw new Failure(`${program} ended with ${code}.`);
}
