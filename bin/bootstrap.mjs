// Runs on any installed Node, before dependencies are installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 20;
const PARENT_POLL_MS = 200;
const STAMP = "node_modules/.installed";
const PINNED_NODE = `node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`;
const NO_INSTALL_SCRIPTS =
  "npm skipped the install scripts of Node 24 and PostgreSQL. Allow them: npm config set ignore-scripts false";

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  fail(`Gatehouse requires Node ${OLDEST_NODE} or newer. This is ${process.version}.`);
}

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (process.env.npm_lifecycle_event) stopWithShell();
const [script, ...args] = process.argv.slice(2);
const platform = `${process.platform} ${process.arch}\n`;
const stamp = createHash("sha256").update(platform).update(readFileSync("package-lock.json")).digest("hex");
const isInstalled = existsSync(PINNED_NODE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp;
let child;
let interruption;

// npm puts installed programs first in PATH, so that only the first start runs on another Node.
if (isInstalled && realpathSync(PINNED_NODE) === process.execPath) {
  process.argv.splice(1, 2, script);
  await import(`../${script}`);
} else {
  // A terminal sends Ctrl+C to the child as well, a service manager signals only this process. The child decides when to
  // exit.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt(signal));
  if (!isInstalled) await install();
  process.exit(await run(PINNED_NODE, [script, ...args], "inherit"));
}

async function install() {
  console.log("Installing dependencies (only after changes) …");
  rmSync(STAMP, { force: true });
  const npm = /npm-cli\.\w+$/.test(process.env.npm_execpath) ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // Building and running Gatehouse needs development dependencies, whatever NODE_ENV says.
  const [file, ...fileArgs] = [...npm, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await run(file, fileArgs, ["ignore", "ignore", "inherit"]);
  if (interruption) process.exit(128 + constants.signals[interruption]);
  if (code !== 0) fail("npm could not install the dependencies. See the errors above.");
  if (!existsSync(PINNED_NODE)) fail(NO_INSTALL_SCRIPTS);
  writeFileSync(STAMP, stamp);
}

function interrupt(signal) {
  interruption = signal;
  child.kill(signal);
}

function run(file, fileArgs, stdio) {
  return new Promise((resolve) => {
    child = spawn(file, fileArgs, { stdio });
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** npm signals only the shell between it and this process, and the shell does not forward signals. */
function stopWithShell() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_POLL_MS).unref();
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
