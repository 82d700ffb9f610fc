import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";

/** A fake npm that records its calls and installs a Node. */
const NPM = `
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
writeFileSync("npm-pid", String(process.pid));
appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
rmSync("node_modules", { recursive: true, force: true });
mkdirSync("node_modules/node/bin", { recursive: true });
if (existsSync("npm-hangs")) await setTimeout(60_000);
if (existsSync("npm-fails")) {
  console.error("the registry does not answer");
  process.exit(4);
}
if (!existsSync("npm-ignores-scripts")) symlinkSync(process.execPath, "node_modules/node/bin/node");
`;

/** Prints its arguments, and exits with a given code or on a signal. */
const COMMAND = `
const [code, ...rest] = process.argv.slice(2);
process.on("SIGTERM", () => process.exit(7));
process.on("SIGINT", () => process.exit(8));
console.log("running " + rest.join(" "));
if (code === "wait") setInterval(() => {}, 60_000);
else process.exit(Number(code));
`;

const SOON = { timeout: 30_000 };

let project: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "gatehouse-bootstrap-"));
  mkdirSync(join(project, "bin"));
  copyFileSync(new URL("../../bin/bootstrap.mjs", import.meta.url), join(project, "bin", "bootstrap.mjs"));
  writeFileSync(join(project, "bin", "answer.ts"), COMMAND);
  writeFileSync(join(project, "npm-cli.mjs"), NPM);
  writeFileSync(join(project, "package-lock.json"), "{}");
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
  rmSync(project, { recursive: true });
});

const BOOTSTRAP = [process.execPath, "bin/bootstrap.mjs", "bin/answer.ts"];

const bootstrap = (...args: string[]) => start([...BOOTSTRAP, ...args]);

function start([file = "", ...args]: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(file, args, {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      npm_execpath: join(project, "npm-cli.mjs"),
      ...environment,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const end = once(child, "close").then(([code]) => code);
  return {
    child,
    end,
    output: () => output,
    prints: (text: string) => vi.waitFor(() => expect(output).toContain(text), SOON),
  };
}

const instruct = (name: "npm-hangs" | "npm-fails" | "npm-ignores-scripts") => writeFileSync(join(project, name), "");

const npmCalls = () => readFileSync(join(project, "npm-calls"), "utf8").trim().split("\n");

/** The first start runs the command in a child process, later ones in the process of the bootstrap. */
const STARTS = ["first", "later"] as const;

const installed = mkdtempSync(join(tmpdir(), "gatehouse-installed-"));

afterAll(() => rmSync(installed, { recursive: true }));

/** Prepares a later start, with an installation that all tests share. */
async function installBefore(which: (typeof STARTS)[number]): Promise<void> {
  if (which === "first") return;
  const there = join(installed, "node_modules");
  const here = join(project, "node_modules");
  if (existsSync(there)) return cpSync(there, here, { recursive: true });
  expect(await bootstrap("0").end).toBe(0);
  cpSync(here, there, { recursive: true });
}

test.each(STARTS)("the %s start passes arguments and the exit code on", async (which) => {
  await installBefore(which);
  const { output, end } = bootstrap("3", "one", "two");
  expect(await end).toBe(3);
  expect(output()).toContain("running one two");
});

test("dependencies are installed again only if the lockfile changes", async () => {
  expect(await bootstrap("0").end).toBe(0);
  expect(await bootstrap("0").end).toBe(0);
  expect(npmCalls()).toHaveLength(1);

  writeFileSync(join(project, "package-lock.json"), '{ "changed": true }');
  expect(await bootstrap("0").end).toBe(0);
  expect(npmCalls()).toHaveLength(2);
});

test("development dependencies are installed even with NODE_ENV=production", async () => {
  expect(await start([...BOOTSTRAP, "0"], { NODE_ENV: "production" }).end).toBe(0);
  expect(npmCalls()).toEqual(["ci --include=dev --no-audit --no-fund --loglevel=error"]);
});

test("the next start repairs a killed installation", async () => {
  expect(await bootstrap("0").end).toBe(0);
  writeFileSync(join(project, "package-lock.json"), '{ "changed": true }');
  instruct("npm-hangs");
  const killed = bootstrap("0");
  await vi.waitFor(() => expect(npmCalls()).toHaveLength(2), SOON);
  killed.child.kill("SIGKILL");
  process.kill(Number(readFileSync(join(project, "npm-pid"), "utf8")), "SIGKILL");
  await killed.end;
  rmSync(join(project, "npm-hangs"));

  expect(await bootstrap("0").end).toBe(0);
  expect(npmCalls()).toHaveLength(3);
});

test("an interrupted installation exits at once", async () => {
  instruct("npm-hangs");
  const { child, end } = bootstrap("0");
  await vi.waitFor(npmCalls, SOON);
  child.kill("SIGINT");
  expect(await end).toBe(130);
});

test.each([
  ["npm-fails", "the registry does not answer"],
  ["npm-ignores-scripts", "npm config set ignore-scripts false"],
] as const)("a failed installation (%s) is explained", async (instruction, explanation) => {
  instruct(instruction);
  const { output, end } = bootstrap("0");
  expect(await end).toBe(1);
  expect(output()).toContain(explanation);
  expect(output()).not.toContain("running");
});

const SIGNALS = [
  ["SIGTERM", 7],
  ["SIGINT", 8],
] as const;

test.each(STARTS.flatMap((which) => SIGNALS.map(([signal, code]) => ({ which, signal, code }))))(
  "$signal reaches the command of the $which start",
  async ({ which, signal, code }) => {
    await installBefore(which);
    const { child, prints, end } = bootstrap("wait");
    await prints("running");
    child.kill(signal);
    expect(await end).toBe(code);
  },
);

test.each(STARTS)("the command of the %s start exits when npm kills its shell", async (which) => {
  await installBefore(which);
  // A second command keeps the shell from replacing itself with the first.
  const script = `${BOOTSTRAP.join(" ")} wait; echo ended with $?`;
  const shell = start(["/bin/sh", "-c", script], { npm_lifecycle_event: "answer" });
  await shell.prints("running");
  shell.child.kill("SIGTERM");
  // The pipes close only when the command has exited.
  expect(await shell.end).toBeNull();
  expect(shell.output()).not.toContain("ended with");
});
