import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { OperatorError } from "#db/operator-error.ts";

/** A program that tests need and that npm does not install. */
export type Program = Readonly<{
  name: string;
  /** The environment variable with its path. */
  variable: string;
  /** Possible paths, in order of preference. */
  candidates(): Iterable<string>;
  /** The option that prints its version. */
  version: string;
  /** Tried in order; each returns whether it succeeded. */
  installers: readonly (() => boolean)[];
  /** The package to install by hand. */
  debianPackage: string;
}>;

/**
 * The path in the variable, or else of the first candidate that runs, which is stored in the variable for child processes.
 * @returns `undefined` if no candidate runs
 */
export function findProgram({ variable, candidates, version }: Program): string | undefined {
  const named = process.env[variable];
  if (named && existsSync(named)) return named;
  for (const path of candidates()) {
    if (spawnSync(path, [version], { stdio: "ignore" }).status !== 0) continue;
    process.env[variable] = path;
    return path;
  }
  return undefined;
}

/** Installs a program if needed. @throws OperatorError if that fails */
export function ensureProgram(program: Program): string {
  const present = findProgram(program);
  if (present) return present;
  const { name, variable, debianPackage, installers } = program;
  console.log(`Installing ${name} for the tests …`);
  for (const install of installers) {
    const installed = install() && findProgram(program);
    if (installed) return installed;
  }
  throw new OperatorError(
    `The tests require ${name}, which could not be installed. Install it (apt-get install ${debianPackage}) or set ${variable} to its path.`,
  );
}

/** Prints only errors; returns whether the command succeeded. */
export function runQuietly(file: string, args: readonly string[], cwd?: string): boolean {
  // Keeps packages from starting services.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  return spawnSync(file, args, { stdio: ["ignore", "ignore", "inherit"], cwd, env }).status === 0;
}
