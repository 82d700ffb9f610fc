import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A minimal Next.js application, whose first page contains `CONTENT`. */
export const BARE = join("bench", "bare");
export const CONTENT = "Bare application";

const NEXT = join("node_modules", "next", "dist", "bin", "next");
const STAMP = join(BARE, ".next", "sources");
const SOURCES = ["package-lock.json", ...globSync(join(BARE, "{*.*,app/**/*.*}"))];

export const serveBare = (port: number) => [process.execPath, NEXT, "start", BARE, "--port", `${port}`];

/** Builds the application if it or a dependency has changed. */
export function buildBare(): void {
  const digest = hash("sha256", SOURCES.map((file) => readFileSync(file, "utf8")).join("\0"));
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === digest) return;
  console.log("Building the bare application (only after changes) …");
  execFileSync(process.execPath, [NEXT, "build", BARE], { stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(STAMP, digest);
}
