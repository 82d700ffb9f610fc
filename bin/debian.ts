import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether packages of Debian's can be fetched here. */
export const hasDebianPackages = (): boolean => existsSync("/usr/bin/apt-get");

/** Whether they can be installed for the whole system, too. */
export const mayInstallFromDebian = (): boolean => hasDebianPackages() && process.getuid?.() === 0;

/**
 * Installs packages of Debian's for the whole system.
 * @param what packages, and options of `apt-get install`
 * @returns whether they are there now
 */
export const installFromDebian = (...what: readonly string[]): boolean =>
  succeeds("apt-get", ["update"]) && succeeds("apt-get", ["install", "--yes", ...what]);

/** Runs a step of an installation, of which nothing is shown but its complaints. */
export function succeeds(file: string, args: readonly string[], cwd?: string): boolean {
  // Nobody wants a server that starts by itself on a port of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  return spawnSync(file, args, { stdio: ["ignore", "ignore", "inherit"], cwd, env }).status === 0;
}
