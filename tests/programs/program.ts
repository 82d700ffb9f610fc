import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { OperatorError } from "#db/operator-error.ts";

/** A program that tests run and that does not come from npm by itself. */
export type Program = Readonly<{
  name: string;
  /** The environment variable that names its path. */
  variable: string;
  /** Where it may be, the best first. */
  candidates(): Iterable<string>;
  /** The option with which it prints its version and ends. */
  version: string;
  /** What is tried in order while there is none; each returns whether it worked. */
  installers: readonly (() => boolean)[];
  /** The package to install by hand. */
  debianPackage: string;
}>;

/**
 * The path of a program: the one its variable names, else the first candidate that runs, which the variable then names,
 * so that processes started from here do not search again.
 * @returns `undefined` when none of them runs
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

/**
 * The path of a program, which is installed when there is none.
 * @throws OperatorError when there is no way to get one
 */
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
    `The tests need ${name}, and it could not be installed. Install it (apt-get install ${debianPackage}), or set ${variable} to its path.`,
  );
}

/** Runs one step of an installation and prints only its errors; returns whether it worked. */
export function runQuietly(file: string, args: readonly string[], cwd?: string): boolean {
  // The package must not start a server by itself.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  return spawnSync(file, args, { stdio: ["ignore", "ignore", "inherit"], cwd, env }).status === 0;
}
