// The one file that has to run on whatever Node is there, before anything is installed.
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
  "npm left out the install scripts that bring Node 24 and PostgreSQL. Allow them: npm config set ignore-scripts false";

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  fail(`Gatehouse needs Node ${OLDEST_NODE} or newer to start; this is ${process.version}.`);
}

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (process.env.npm_lifecycle_event) stopWithShell();
const [script, ...args] = process.argv.slice(2);
const platform = `${process.platform} ${process.arch}\n`;
const stamp = createHash("sha256").update(platform).update(readFileSync("package-lock.json")).digest("hex");
const isInstalled = existsSync(PINNED_NODE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp;
let child;
let interruption;

// npm puts the installed programs first in PATH, so that only the first start is on another Node.
if (isInstalled && realpathSync(PINNED_NODE) === process.execPath) {
  process.argv.splice(1, 2, script);
  await import(`../${script}`);
} else {
  // A terminal sends Ctrl-C to the child as well; a service manager tells this process alone. Either way the child
  // decides when it is over.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt(signal));
  if (!isInstalled) await install();
  process.exit(await run(PINNED_NODE, [script, ...args], "inherit"));
}

async function install() {
  console.log("Installing the dependencies (only when they have changed) …");
  rmSync(STAMP, { force: true });
  const npm = /npm-cli\.\w+$/.test(process.env.npm_execpath) ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // The programs that build and run Gatehouse are development dependencies too, whatever NODE_ENV says.
  const [file, ...fileArgs] = [...npm, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await run(file, fileArgs, ["ignore", "ignore", "inherit"]);
  if (interruption) process.exit(128 + constants.signals[interruption]);
  if (code !== 0) fail("npm could not install the dependencies; its reasons are above.");
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

/** npm tells only the shell between it and this process to end, and the shell does not pass that on. */
function stopWithShell() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_POLL_MS).unref();
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
