import { existsSync } from "node:fs";
import { runQuietly } from "./program.ts";

export const hasDebianPackages = (): boolean => existsSync("/usr/bin/apt-get");

/**
 * Installs Debian packages, if this user is root.
 * @param args packages and options of `apt-get install`
 */
export const installFromDebian = (...args: readonly string[]): boolean =>
  hasDebianPackages() &&
  process.getuid?.() === 0 &&
  runQuietly("apt-get", ["update"]) &&
  runQuietly("apt-get", ["install", "--yes", ...args]);
