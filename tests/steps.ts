import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pLimit from "p-limit";
import { summaryOf } from "./report.ts";

/** By the name of each step, the scripts that it runs one after the other, with their arguments. */
export type Stage = Readonly<Record<string, readonly string[]>>;

/** How many steps run side by side. */
const LANES = 2;

const reports = mkdtempSync(join(tmpdir(), "gatehouse-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));
const reportOf = (step: string) => join(reports, `${step}.xml`);

/** The script that runs the tests of a Vitest project. */
export const vitest = (project: string): string =>
  `node_modules/vitest/vitest.mjs run --project ${project} --reporter=default --reporter=junit --outputFile.junit=${reportOf(project)}`;

/**
 * Runs those steps of each stage that are asked for, until one fails, and prints how long they and the slowest tests took.
 * @returns whether all of them passed
 */
export async function runStages(stages: readonly Stage[], asked: readonly string[]): Promise<boolean> {
  // Ctrl-C in a terminal reaches the test runners without our help, SIGTERM does not; they clean up after the former.
  process.on("SIGINT", () => {}).on("SIGTERM", () => running.forEach((child) => void child.kill("SIGINT")));
  const durations: string[] = [];
  let passed = true;
  for (const stage of stages) {
    const steps = Object.entries(stage).filter(([name]) => asked.includes(name));
    const run = async ([name, scripts]: (typeof steps)[number]) => {
      const start = performance.now();
      const isDone = await runInOrder(name, scripts);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      durations.push(`${name.padEnd(8)} ${seconds.padStart(6)} s${isDone ? "" : "   FAILED"}`);
      return isDone;
    };
    passed &&= (await pLimit(LANES).map(steps, run)).every(Boolean);
  }
  console.log(`\n${durations.join("\n")}\n`);
  console.log(summaryOf(Object.fromEntries(asked.map((name) => [name, reportOf(name)]))));
  return passed;
}

const running = new Set<ChildProcess>();

async function runInOrder(name: string, scripts: readonly string[]): Promise<boolean> {
  for (const script of scripts) {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", PLAYWRIGHT_JUNIT_OUTPUT_FILE: reportOf(name) };
    const child = spawn(process.execPath, script.split(" "), { env, stdio: ["inherit", "pipe", "pipe"] });
    running.add(child);
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on("line", (line) => console.log(`${name.padEnd(8)} ${line}`));
    const code = await new Promise((resolve) => child.once("close", resolve));
    running.delete(child);
    if (code !== 0) return false;
  }
  return true;
}
