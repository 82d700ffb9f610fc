import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** Counts its calls, takes a moment, and then leaves what the real one leaves: a Node. */
const NPM = `
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
if (existsSync("npm-hangs")) await setTimeout(60_000);
rmSync("node_modules", { recursive: true, force: true });
await setTimeout(150);
mkdirSync("node_modules/.bin", { recursive: true });
symlinkSync(process.execPath, "node_modules/.bin/node");
`;

/** Says its arguments and then ends with the code it was given, or when it is told to. */
const COMMAND = `
const [code, ...rest] = process.argv.slice(2);
process.on("SIGTERM", () => process.exit(7));
process.on("SIGINT", () => process.exit(8));
console.log("running " + rest.join(" "));
if (code === "wait") setInterval(() => {}, 60_000);
else process.exit(Number(code));
`;

const SOON = { timeout: 30_000 };

let house: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), "gatehouse-bootstrap-"));
  mkdirSync(join(house, "bin"));
  copyFileSync(new URL("../../bin/bootstrap.mjs", import.meta.url), join(house, "bin", "bootstrap.mjs"));
  writeFileSync(join(house, "bin", "answer.ts"), COMMAND);
  writeFileSync(join(house, "npm-cli.mjs"), NPM);
  writeFileSync(join(house, "package-lock.json"), "{}");
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
  rmSync(house, { recursive: true });
});

function bootstrap(...args: string[]) {
  const child = spawn(process.execPath, ["bin/bootstrap.mjs", "answer", ...args], {
    cwd: house,
    env: { PATH: process.env.PATH, npm_execpath: join(house, "npm-cli.mjs") } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const end = once(child, "close").then(([code]) => code);
  return { child, end, says: (text: string) => vi.waitFor(() => expect(output).toContain(text), SOON) };
}

const npmCalls = () => readFileSync(join(house, "npm-calls"), "utf8").trim().split("\n");

test("a command runs with its arguments, and its exit code is passed on", async () => {
  const { says, end } = bootstrap("3", "one", "two");
  await says("running one two");
  expect(await end).toBe(3);
});

test("dependencies are installed once, development ones included, and again when the lockfile has changed", async () => {
  expect(await bootstrap("0").end).toBe(0);
  expect(await bootstrap("0").end).toBe(0);
  expect(npmCalls()).toEqual(["ci --include=dev --no-audit --no-fund"]);

  writeFileSync(join(house, "package-lock.json"), '{ "changed": true }');
  expect(await bootstrap("0").end).toBe(0);
  expect(npmCalls()).toHaveLength(2);
});

test("of several starts at once one installs and the others wait for it", async () => {
  const codes = await Promise.all([bootstrap("0").end, bootstrap("0").end, bootstrap("0").end]);
  expect(codes).toEqual([0, 0, 0]);
  expect(npmCalls()).toHaveLength(1);
});

test("an installation that was killed is repaired by the next start, also when two come at once", async () => {
  writeFileSync(join(house, "npm-hangs"), "");
  const killed = bootstrap("0");
  await vi.waitFor(npmCalls, SOON);
  await vi.waitFor(() => expect(lock().npm).toBeDefined(), SOON);
  process.kill(lock().npm, "SIGKILL");
  killed.child.kill("SIGKILL");
  await killed.end;
  rmSync(join(house, "npm-hangs"));

  expect(await Promise.all([bootstrap("0").end, bootstrap("0").end])).toEqual([0, 0]);
  expect(npmCalls()).toHaveLength(2);
  expect(existsSync(join(house, ".install.lock"))).toBe(false);
});

const lock = () => JSON.parse(readFileSync(join(house, ".install.lock"), "utf8"));

test("an interrupted installation ends at once and leaves no lock behind", async () => {
  writeFileSync(join(house, "npm-hangs"), "");
  const { child, end } = bootstrap("0");
  await vi.waitFor(npmCalls, SOON);
  child.kill("SIGINT");
  expect(await end).toBe(130);
  expect(existsSync(join(house, ".install.lock"))).toBe(false);
});

test.each([
  ["SIGTERM", 7],
  ["SIGINT", 8],
] as const)("%s reaches the command, and the bootstrap waits for it to end", async (signal, code) => {
  const { child, says, end } = bootstrap("wait");
  await says("running");
  child.kill(signal);
  expect(await end).toBe(code);
});
