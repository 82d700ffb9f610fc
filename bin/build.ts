import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { lockFile } from "#db/file-lock.ts";
import { OperatorError } from "#db/operator-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["{app,bin,db,emails,lib,public,server}/**/*.*", "*.{ts,mjs,json}"];
const NO_SOURCES = ["next-env.d.ts", "{biome,playwright,vitest}.*"];

const SERVER = join(ROOT, "dist");
const PAGES = join(ROOT, ".next");
/** In each of them: the digest of the sources that it was built from. */
const STAMP = "sources";
const LOCK_POLL_MS = 200;

/** Builds whatever is not built from the sources as they are. */
export async function build(): Promise<void> {
  await buildServer();
  await buildPages();
}

/**
 * Bundles the server when a source has changed since the last time.
 * @throws esbuild's BuildFailure, whose message names file, line and reason
 */
export async function buildServer(): Promise<void> {
  await buildWhenStale(SERVER, digestOfSources(), async () => {
    const [esbuild, { default: options }] = await Promise.all([import("esbuild"), import("../esbuild.config.ts")]);
    rmSync(SERVER, { recursive: true, force: true });
    await esbuild.build({ absWorkingDir: ROOT, ...options });
    cpSync(join(ROOT, "db", "migrations"), join(SERVER, "migrations"), { recursive: true });
  });
}

/**
 * Builds the pages when the server was bundled from other sources than they were built from.
 * @param signal ends the build, and makes it fail
 * @throws OperatorError with the build's output when it fails
 */
export async function buildPages(signal?: AbortSignal): Promise<void> {
  await buildWhenStale(PAGES, readFileSync(join(SERVER, STAMP), "utf8"), async () => {
    // Loaded when needed: every start loads this file before the bundle, which has the log in it.
    const { tell } = await import("./process-output.ts");
    tell("Building the pages (only when they have changed) …");
    const next = [join("node_modules", "next", "dist", "bin", "next"), "build"];
    const env = { ...process.env, NODE_ENV: "production" } as const;
    const options = { cwd: ROOT, env, signal, maxBuffer: Number.POSITIVE_INFINITY };
    await promisify(execFile)(process.execPath, next, options).catch(({ stdout, stderr }) => {
      throw new OperatorError(`${stdout}${stderr}\nThe pages could not be built; the reasons are above.`);
    });
    const compileCache = getCompileCacheDir();
    if (compileCache) mkdirSync(compileCache, { recursive: true });
  });
}

/** Of several processes at a time one builds, and the others wait for it. */
async function buildWhenStale(directory: string, digest: string, make: () => Promise<void>): Promise<void> {
  const stamp = join(directory, STAMP);
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === digest;
  if (isFresh()) return;
  // A build of the pages leaves nothing else in place there.
  const cache = join(PAGES, "cache");
  mkdirSync(cache, { recursive: true });
  let lock = lockFile(join(cache, "build.lock"));
  for (; !lock; lock = lockFile(join(cache, "build.lock"))) await delay(LOCK_POLL_MS);
  try {
    if (isFresh()) return;
    rmSync(stamp, { force: true });
    await make();
    writeFileSync(stamp, digest);
  } finally {
    lock.release();
  }
}

/** One digest of the names and the contents of all sources. */
function digestOfSources(): string {
  const lines = globSync(SOURCES, { cwd: ROOT, exclude: NO_SOURCES, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => `${file.slice(ROOT.length)}\0${hash("sha256", readFileSync(file))}\n`);
  return hash("sha256", lines.join(""));
}
