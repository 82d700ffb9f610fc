import { existsSync } from "node:fs";
import { runQuietly } from "./program.ts";

/** Whether Debian's packages can be fetched here. */
export const hasDebianPackages = (): boolean => existsSync("/usr/bin/apt-get");

/**
 * Installs Debian's packages for the whole system, where this user may.
 * @param what packages, and options of `apt-get install`
 * @returns whether they are there now
 */
export const installFromDebian = (...what: readonly string[]): boolean =>
  hasDebianPackages() &&
  process.getuid?.() === 0 &&
  runQuietly("apt-get", ["update"]) &&
  runQuietly("apt-get", ["install", "--yes", ...what]);
