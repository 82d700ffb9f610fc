import { hash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The bundled server. */
export const SERVER = join(ROOT, "dist");

const SOURCES = ["{app,bin,db,emails,lib,public,server}/**/*.*", "*.{ts,mjs,json}"];
const EXCLUDED = ["next-env.d.ts", "{biome,playwright,vitest}.*"];

/** @param {string} directory that was built */
export const stampOf = (directory) => join(directory, "sources");

/**
 * @param {string} directory
 * @param {string} digest of the sources
 */
export function isBuiltFrom(directory, digest) {
  const stamp = stampOf(directory);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digest;
}

/** Of what the server and the pages are built from. */
export function digestOfSources() {
  const lines = globSync(SOURCES, { cwd: ROOT, exclude: EXCLUDED, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => `${file.slice(ROOT.length)}\0${hash("sha256", readFileSync(file))}\n`);
  return hash("sha256", lines.join(""));
}
