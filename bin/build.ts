import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { lockFile } from "#db/file-lock.ts";
import { digestOf } from "./digest.ts";
import { Failure } from "./failure.ts";

const DIRECTORIES = ["app", "db", "emails", "lib", "public", "server"];
const TOP_LEVEL_FILE = /^(?!next-env\.d\.ts$|vitest\.|playwright\.|biome\.).+\.(ts|js|mjs|json|css)$/;
const STAMP = join(".next", "sources");
/** Builds leave nothing else of `.next` in place. */
const LOCK_DIRECTORY = join(".next", "cache");
const POLL_MS = 200;

/**
 * Builds the pages when what they are made of has changed since the last build. Of several at a time one builds, and
 * the others wait for it.
 * @param onStart told of the build's process, so that an impatient end can end it too.
 * @throws Failure with the build's output when it fails.
 */
export async function buildWhenStale(onStart?: (build: ChildProcess) => void): Promise<void> {
  if (isFresh()) return;
  mkdirSync(LOCK_DIRECTORY, { recursive: true });
  let lock = lockFile(join(LOCK_DIRECTORY, "build.lock"));
  for (; !lock; lock = lockFile(join(LOCK_DIRECTORY, "build.lock"))) await delay(POLL_MS);
  try {
    if (!isFresh()) await build(onStart);
  } finally {
    lock.release();
  }
}

async function build(onStart?: (build: ChildProcess) => void): Promise<void> {
  console.log("Building the pages (only when they have changed) …");
  const building = fingerprint();
  const child = spawn(process.execPath, [join("node_modules", "next", "dist", "bin", "next"), "build"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  onStart?.(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Failure(`${output.trim()}\n\nThe pages could not be built; the reasons are above.`);
  const compileCache = getCompileCacheDir();
  if (compileCache) mkdirSync(compileCache, { recursive: true });
  writeFileSync(STAMP, building);
}

const isFresh = () => existsSync(STAMP) && readFileSync(STAMP, "utf8") === fingerprint();

const fingerprint = () => digestOf(".", sources());

function sources(): string[] {
  const top = readdirSync(".").filter((name) => TOP_LEVEL_FILE.test(name));
  const nested = DIRECTORIES.filter((directory) => existsSync(directory)).flatMap((directory) =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...top, ...nested].sort();
}
