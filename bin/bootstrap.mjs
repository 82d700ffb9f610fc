// The one file that has to run on whatever Node is there, before anything is installed.
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 20;
const LONGEST_INSTALLATION_MS = 15 * 60_000;
const POLL_MS = 200;

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";
const pinnedNode = join(root, "node_modules", ".bin", windows ? "node.cmd" : "node");
const stampFile = join(root, "node_modules", ".installed");
const lockFile = join(root, ".install.lock");

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  fail(`Gatehouse needs Node ${OLDEST_NODE} or newer to start; this is ${process.version}.`);
}

let child;
let interruption;
// A terminal sends Ctrl-C to the child as well; a service manager tells this process alone. Either way it is the child
// that decides when it is over.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));
if (process.env.npm_lifecycle_event) endWithShell();

process.chdir(root);
const [command, ...args] = process.argv.slice(2);
while (!isInstalled()) await installAlone();
endLike(await run(pinnedNode, [join("bin", `${command}.ts`), ...args], { stdio: "inherit" }));

function pass(signal) {
  interruption = signal;
  if (child) child.kill(signal);
  else endLike({ signal });
}

/** npm tells only the shell between it and this process to end, and the shell does so without passing it on. */
function endWithShell() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    pass("SIGTERM");
  }, POLL_MS).unref();
}

function isInstalled() {
  return existsSync(pinnedNode) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp();
}

function stamp() {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(`${process.platform} ${process.arch}\n`).update(lockfile).digest("hex");
}

async function install(lock) {
  console.log("Installing the dependencies (only when they have changed) …");
  const installing = stamp();
  rmSync(stampFile, { force: true });
  // The programs that build and run Gatehouse are development dependencies too, whatever NODE_ENV says.
  const installation = run(...npm("ci", "--include=dev", "--no-audit", "--no-fund"), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  writeLock({ ...lock, npm: child.pid });
  const { code, output } = await installation;
  child = undefined;
  if (interruption) endLike({ signal: interruption });
  if (code !== 0) fail(`${output.trim()}\n\nnpm could not install the dependencies; its reasons are above.`);
  if (!existsSync(pinnedNode)) {
    fail(
      "npm left out the install scripts that bring Node 24 and PostgreSQL. Allow them: npm config set ignore-scripts false",
    );
  }
  writeFileSync(stampFile, installing);
}

function npm(...npmArgs) {
  const path = process.env.npm_execpath;
  if (path && basename(path).startsWith("npm-cli.")) return [process.execPath, [path, ...npmArgs]];
  return [windows ? "npm.cmd" : "npm", npmArgs];
}

/** Two installations at a time would delete each other's files. */
async function installAlone() {
  const mine = { id: randomUUID(), pid: process.pid, at: Date.now() };
  for (let waited = false; !tryLock(mine); waited = true) {
    const holder = readLock();
    if (holder && !isAlive(holder)) takeOver(holder);
    else if (!waited) console.log("Waiting for another start that is installing the dependencies …");
    await delay(POLL_MS);
  }
  const release = () => readLock()?.id === mine.id && rmSync(lockFile, { force: true });
  process.once("exit", release);
  if (!isInstalled()) await install(mine);
  process.off("exit", release);
  release();
}

function tryLock(lock) {
  const draft = `${lockFile}.${lock.id}`;
  writeFileSync(draft, JSON.stringify(lock));
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

function writeLock(lock) {
  const draft = `${lockFile}.${lock.id}`;
  writeFileSync(draft, JSON.stringify(lock));
  renameSync(draft, lockFile);
}

function readLock() {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8"));
  } catch {
    return undefined;
  }
}

/** Of several that find the same dead holder, the one that gets hold of the claim clears its lock away. */
function takeOver(holder) {
  const claim = `${lockFile}.claim`;
  try {
    writeFileSync(claim, "", { flag: "wx" });
  } catch {
    return;
  }
  if (readLock()?.id === holder.id) rmSync(lockFile, { force: true });
  rmSync(claim);
}

/** npm outlives a killed parent, and goes on writing. An old lock's process ids may be somebody else's by now. */
function isAlive({ pid, npm, at }) {
  return Date.now() - at < LONGEST_INSTALLATION_MS && [pid, npm].some(isRunning);
}

function isRunning(pid) {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function run(file, fileArgs, options) {
  return new Promise((resolve) => {
    let output = "";
    child = spawn(file, fileArgs, { ...options, shell: file.endsWith(".cmd") });
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code, signal) => resolve({ code, signal, output }));
  });
}

function endLike({ code, signal }) {
  process.exit(signal ? 128 + constants.signals[signal] : code);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
