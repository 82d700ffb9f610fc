import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { lockFile } from "#db/file-lock.ts";
import { OperatorError } from "#db/operator-error.ts";
import { digestOfSources, isBuiltFrom, ROOT, SERVER, stampOf } from "./build-stamp.mjs";

const PAGES = join(ROOT, ".next");
const LOCK_POLL_MS = 200;

export async function build(): Promise<void> {
  await buildServer();
  await buildPages();
}

/** Bundles the server if its sources have changed. @throws esbuild's BuildFailure, which names file, line and reason */
export async function buildServer(): Promise<void> {
  await buildWhenStale(SERVER, digestOfSources(), async () => {
    const [esbuild, { default: options }] = await Promise.all([import("esbuild"), import("../esbuild.config.ts")]);
    rmSync(SERVER, { recursive: true, force: true });
    await esbuild.build({ absWorkingDir: ROOT, ...options });
    cpSync(join(ROOT, "db", "migrations"), join(SERVER, "migrations"), { recursive: true });
  });
}

/** Builds the pages if they are older than the bundled server. @throws OperatorError with the output */
export async function buildPages(signal?: AbortSignal): Promise<void> {
  await buildWhenStale(PAGES, readFileSync(stampOf(SERVER), "utf8"), async () => {
    // Loaded on demand, because every start loads this file before the bundle, which contains the log.
    const { print } = await import("./process-output.ts");
    print("Building pages (only after changes) …");
    const next = [join("node_modules", "next", "dist", "bin", "next"), "build"];
    const env = { ...process.env, NODE_ENV: "production" } as const;
    const options = { cwd: ROOT, env, signal, maxBuffer: Number.POSITIVE_INFINITY };
    await promisify(execFile)(process.execPath, next, options).catch(({ stdout, stderr }) => {
      throw new OperatorError(`${stdout}${stderr}\nThe build of the pages failed. See the errors above.`);
    });
    const compileCache = getCompileCacheDir();
    if (compileCache) mkdirSync(compileCache, { recursive: true });
  });
}

/** Only one process builds at a time. */
async function buildWhenStale(directory: string, digest: string, buildDirectory: () => Promise<void>): Promise<void> {
  if (isBuiltFrom(directory, digest)) return;
  const cache = join(PAGES, "cache");
  mkdirSync(cache, { recursive: true });
  let lock = lockFile(join(cache, "build.lock"));
  for (; !lock; lock = lockFile(join(cache, "build.lock"))) await delay(LOCK_POLL_MS);
  try {
    if (isBuiltFrom(directory, digest)) return;
    rmSync(stampOf(directory), { force: true });
    await buildDirectory();
    writeFileSync(stampOf(directory), digest);
  } finally {
    lock.release();
  }
}
